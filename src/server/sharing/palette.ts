// Colours of drawn pictures, those of the page (components/page.css), as style rules with plain values: the program that draws
// cards knows neither variables nor media queries.

export type Theme = 'light' | 'dark';

interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly soft: string;
  readonly grid: string;
  readonly accent: string;
  readonly prefill: string;
  readonly decode: string;
  readonly train: string;
}

const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    paper: '#fbfaf6',
    ink: '#1b1b18',
    soft: '#55534c',
    grid: '#e8e5db',
    accent: '#0a5c56',
    prefill: '#1c58a8',
    decode: '#a8480a',
    train: '#8a2c73',
  },
  dark: {
    paper: '#121315',
    ink: '#ecebe5',
    soft: '#b3b1a9',
    grid: '#26292e',
    accent: '#6fd3c7',
    prefill: '#86b6ff',
    decode: '#f3a765',
    train: '#e695d2',
  },
};

const SHAPES = `.grid,.axis,.line,.leader{fill:none}.line{stroke-width:2;stroke-linejoin:round}.marker{stroke-width:1.5}.band{fill-opacity:.15}.strong{font-weight:700}.middle{text-anchor:middle}.end{text-anchor:end}`;

/** The style of a picture in one theme, or in the one that the reader's system prefers. */
export function styleText(theme: Theme | undefined): string {
  if (theme !== undefined) return SHAPES + colours(PALETTES[theme]);
  return `${SHAPES}${colours(PALETTES.light)}@media (prefers-color-scheme:dark){${colours(PALETTES.dark)}}`;
}

function colours({ paper, ink, soft, grid, accent, prefill, decode, train }: Palette): string {
  const series = Object.entries({ prefill, decode, train }).map(
    ([name, colour]) =>
      `.${name} .line,.${name} .marker,.${name} .leader{stroke:${colour}}.${name} .band,.${name} .full,.${name} text{fill:${colour}}.${name} .hollow{fill:${paper}}`,
  );
  return `.paper{fill:${paper}}.ink{fill:${ink}}.soft{fill:${soft}}.accent{fill:${accent}}.accent-line{stroke:${accent};fill:none}.grid{stroke:${grid}}.axis{stroke:${ink}}.key{stroke:${soft}}.key.hollow{fill:${paper}}.key.full{fill:${soft}}${series.join('')}`;
}
