// Text in a drawn picture: escaped, and its width without a browser. Widths are DejaVu Sans's, wider than most: what fits in it fits.

/** Widths of ASCII characters in hundredths of the text size, read from DejaVu Sans 2.37. */
const WIDTHS: readonly (readonly [number, string])[] = [
  [28, 'ijl'],
  [32, ' ,.IJ·'],
  [35, '-/:;\\|f'],
  [40, '!()[]tr"\''],
  [52, '*_`?csz'],
  [57, 'FLkvxy'],
  [63, '$0123456789{}ESbdghnpquPTYaoe'],
  [69, 'AVBRXZCKU'],
  [78, '&DGHNOQ'],
  [84, '#+<=>^~Mw≥×'],
  [98, '%@Wm'],
];
const WIDTH_OF = new Map(
  WIDTHS.flatMap(([width, characters]) => Array.from(characters, (character) => [character, width] as const)),
);
/** Anything else, such as CJK, is taken as square. */
const OTHER = 100;

/** Pixels across at a text size in pixels. */
export function textWidth(text: string, size: number, isBold = false): number {
  const hundredths = Array.from(text).reduce((sum, character) => sum + (WIDTH_OF.get(character) ?? OTHER), 0);
  return (hundredths / 100) * size * (isBold ? 1.1 : 1);
}

/** The text, or its beginning and an ellipsis where it is wider than `width` pixels. */
export function fitText(text: string, size: number, width: number, isBold = false): string {
  if (textWidth(text, size, isBold) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && textWidth(`${characters.join('')}…`, size, isBold) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

/** As content or attribute of an XML document. What XML forbids and what turns the direction of text round is left out. */
export function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]|\p{Cf}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
