// The text that is trained on, as characters numbered in order of their code points. Rests on data/training-text.json.
import document from '../../data/training-text.json' with { type: 'json' };

export interface Text {
  readonly title: string;
  readonly author: string;
  readonly year: number;
  /** One id a character, 0 … characters − 1. */
  readonly tokens: readonly number[];
  /** The different characters; ids are places in it. */
  readonly characters: readonly string[];
}

export interface Window {
  readonly tokens: readonly number[];
  /** What follows each token. */
  readonly targets: readonly number[];
}

export function bundledText(): Text {
  const { title, author, year, paragraphs } = document;
  return { title, author, year, ...encode(paragraphs.join('\n')) };
}

export function encode(text: string): Pick<Text, 'tokens' | 'characters'> {
  const characters = [...new Set(text)].toSorted();
  const ids = new Map(characters.map((character, id) => [character, id]));
  return { characters, tokens: Array.from(text, (character) => ids.get(character) ?? 0) };
}

/** Words of a model's vocabulary: the characters, rounded up to what vector kernels take; the surplus never occurs. */
export function vocabularyOf({ characters }: Pick<Text, 'characters'>): number {
  return Math.ceil(characters.length / 4) * 4;
}

/** −Σ p·ln p of the tokens' frequencies, in nats: the least mean loss of a model that ignores what came before. */
export function unigramEntropy(tokens: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / tokens.length) * Math.log(count / tokens.length), 0);
}

/** `length` tokens from `start` on, and what follows them. */
export function windowAt(tokens: readonly number[], start: number, length: number): Window {
  if (start + length >= tokens.length) throw new RangeError(`no ${length} tokens and their targets from ${start} on`);
  return { tokens: tokens.slice(start, start + length), targets: tokens.slice(start + 1, start + length + 1) };
}

/** Windows side by side that cover the text, but for a rest shorter than one. */
export function windowsOf(tokens: readonly number[], length: number): readonly Window[] {
  return Array.from({ length: Math.floor((tokens.length - 1) / length) }, (_, at) => windowAt(tokens, at * length, length));
}
