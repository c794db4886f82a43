// The explorer's dials in the address: only what differs from the default is written. Rests on contract/exploration.ts.
import { DEFAULT_EXPLORATION, explorationSchema, type Exploration } from '../contract/exploration.ts';

export interface ExplorationState {
  readonly exploration: Exploration;
  /** Id of a stored result that the visitor's own measurement comes from; empty without. */
  readonly runId: string;
  /** Parameters that could not be read, in words for the reader; the default stands in their place. */
  readonly refused: readonly string[];
}

const NAMES = Object.keys(DEFAULT_EXPLORATION) as (keyof Exploration)[];

/** What the page knows and the schema does not: which accelerators and scenarios there are. */
export interface Known {
  readonly accelerators: readonly string[];
  /** Ids of the article's claims. */
  readonly scenarios: readonly string[];
}

/** Reads dials from a query; each bad one is refused by itself, and nothing throws. */
export function readExploration(search: string, known: Known): ExplorationState {
  const query = new URLSearchParams(search);
  let exploration = DEFAULT_EXPLORATION;
  const refused: string[] = [];
  for (const name of NAMES) {
    const text = query.get(name);
    if (text === null) continue;
    const names = name === 'accelerator' ? known.accelerators : name === 'scenario' ? known.scenarios : [text];
    if (!names.includes(text)) {
      refused.push(`${name}=${text}: nothing of that name is known`);
      continue;
    }
    const parsed = explorationSchema.safeParse({ ...exploration, [name]: valueOf(name, text) });
    if (parsed.success) exploration = parsed.data;
    else refused.push(`${name}=${text}: ${parsed.error.issues[0]?.message ?? 'not understood'}`);
  }
  const run = query.get('run') ?? '';
  const isRunId = /^[0-9a-zA-Z]{1,64}$/.test(run);
  if (run !== '' && !isRunId) refused.push(`run=${run}: not the id of a result`);
  return { exploration, runId: isRunId ? run : '', refused };
}

/** The query that `readExploration` reads back; empty when nothing differs from the default. */
export function writeExploration(exploration: Exploration, runId: string): string {
  const query = new URLSearchParams();
  for (const name of NAMES) {
    const value = exploration[name];
    if (value !== null && value !== DEFAULT_EXPLORATION[name]) query.set(name, String(value));
  }
  if (runId !== '') query.set('run', runId);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function valueOf(name: keyof Exploration, text: string): string | number {
  if (typeof DEFAULT_EXPLORATION[name] === 'string') return text;
  return text.trim() === '' ? Number.NaN : Number(text);
}
