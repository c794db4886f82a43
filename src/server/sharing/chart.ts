// The chart of a run for other pages: one SVG without scripts and outside resources, in the reader's colours or the ones asked for.
import { createHash } from 'node:crypto';
import { PHASES } from '../../contract/run.ts';
import type { SizeSummary } from '../../contract/summary.ts';
import { formatCount, formatEstimate, formatTokenRate } from '../../units/format.ts';
import { styleText, type Theme } from './palette.ts';
import type { RunFacts } from './run-facts.ts';
import { fitText, xml } from './svg-text.ts';
import { throughputPicture } from './throughput-picture.ts';

const WIDTH = 800;
const HEIGHT = 450;
const FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";

/** `url` is the run's permalink. */
export function chartSvg(facts: RunFacts, sizes: readonly SizeSummary[], url: string, theme: Theme | undefined): string {
  const title = `Throughput against model size on ${facts.gpu}`;
  // The beginning of the id is enough to find the run by eye; the whole address is the embedding page's link.
  const source = `${url.replace(/^https?:\/\//, '').replace(/([0-9a-f]{8})[0-9a-f]{24}$/, '$1…')} · suite ${facts.suite} · ${facts.day}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title description" font-family="${FONTS}">
<title id="title">${xml(title)}</title>
<desc id="description">${xml(`${facts.headline}. ${describe(sizes)}`)}</desc>
<style>${styleText(theme)}</style>
<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>
<text class="ink strong" font-size="19" x="24" y="34">${xml(fitText(facts.gpu, 19, 400, true))}</text>
<text class="${facts.trust === 'verified' ? 'accent' : 'soft'} strong end" font-size="15" x="${WIDTH - 24}" y="34">${xml(facts.headline)}</text>
<text class="soft" font-size="13" x="24" y="56">Throughput against model size, with 95 % intervals</text>
${throughputPicture(sizes, { left: 76, right: WIDTH - 110, top: 96, bottom: HEIGHT - 84, textSize: 13 })}
<text class="soft" font-size="12" x="24" y="${HEIGHT - 16}">${xml(fitText(source, 12, 500))}</text>
<g class="soft" font-size="12" transform="translate(${WIDTH - 262} ${HEIGHT - 20})"><circle class="key full" r="4"/><text x="9" y="4">measured</text><circle class="key hollow" r="4" cx="84"/><path class="key full" d="M84,-4A4,4 0 0 0 84,4Z"/><text x="93" y="4">in part</text><circle class="key hollow" r="4" cx="152"/><text x="161" y="4">projected</text></g>
</svg>
`;
}

function describe(sizes: readonly SizeSummary[]): string {
  const words = PHASES.flatMap((phase) => {
    const points = sizes.flatMap((size) =>
      size.phases.flatMap((one) =>
        one.phase === phase
          ? [`${formatEstimate(one.tokens_per_second, formatTokenRate)} at ${formatCount(size.parameters, 2)} parameters`]
          : [],
      ),
    );
    const [first, last] = [points[0], points.at(-1)];
    return first === undefined || last === undefined ? [] : [`${phase} goes from ${first} to ${last}`];
  });
  return `${words.join('; ')}.`;
}

/** The policy of the chart where it is opened by itself: nothing but its own styles, named by their hashes. */
export const PICTURE_POLICY = [
  "default-src 'none'",
  `style-src ${([undefined, 'light', 'dark'] as const).map((theme) => `'sha256-${createHash('sha256').update(styleText(theme)).digest('base64')}'`).join(' ')}`,
  "frame-ancestors 'none'",
].join('; ');
