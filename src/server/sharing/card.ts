// The preview image of a run's page, 1200 × 630, as SVG for the program that makes a PNG of it (card-worker.ts).
import type { SizeSummary } from '../../contract/summary.ts';
import { styleText } from './palette.ts';
import type { RunFacts, Trust } from './run-facts.ts';
import { fitText, textWidth, xml } from './svg-text.ts';
import { throughputPicture } from './throughput-picture.ts';

export const CARD_WIDTH = 1200;
export const CARD_HEIGHT = 630;
const PAD = 64;

const TRUST: Readonly<Record<Trust, string>> = { verified: 'verified', unverified: 'unverified', held: 'held for review' };

export function cardSvg(facts: RunFacts, sizes: readonly SizeSummary[], url: string): string {
  const figure = facts.trust === 'verified' ? `${facts.figure} f32` : facts.figure;
  const source = `${new URL(url).host} · suite ${facts.suite} · ${facts.day}`;
  return `${head()}
<text class="accent strong" font-size="28" x="${PAD}" y="76">Scalewall</text>
<text class="soft end" font-size="22" x="${CARD_WIDTH - PAD}" y="76">${xml(fitText(source, 22, 720))}</text>
<text class="ink strong" font-size="54" x="${PAD}" y="150">${xml(fitText(facts.gpu, 54, CARD_WIDTH - 2 * PAD, true))}</text>
<text class="ink strong" font-size="40" x="${PAD}" y="216">${xml(figure)}</text>
${pill(facts.trust, PAD + textWidth(figure, 40, true) + 28)}
<text class="soft" font-size="24" x="${PAD}" y="258">${xml(`${facts.bandwidth} memory bandwidth · ${facts.sizes}`)}</text>
${throughputPicture(sizes, { left: PAD + 86, right: CARD_WIDTH - PAD - 116, top: 318, bottom: CARD_HEIGHT - 78, textSize: 20 })}
</svg>`;
}

/** What stands for a page without a run of its own, and for a card that cannot be drawn. */
export function plainCardSvg(): string {
  return `${head()}
<text class="ink strong" font-size="96" x="${PAD}" y="290">Scalewall</text>
<text class="soft" font-size="40" x="${PAD}" y="370">What does a bigger model cost?</text>
<text class="soft" font-size="28" x="${PAD}" y="430">An open benchmark that runs in a browser.</text>
<path class="accent-line" stroke-width="10" stroke-linecap="round" d="M${PAD + 4},560C360,548 720,520 ${CARD_WIDTH - PAD},330"/>
</svg>`;
}

function head(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${CARD_WIDTH}" height="${CARD_HEIGHT}" viewBox="0 0 ${CARD_WIDTH} ${CARD_HEIGHT}" font-family="DejaVu Sans">
<style>${styleText('light')}</style>
<rect class="paper" width="${CARD_WIDTH}" height="${CARD_HEIGHT}"/>`;
}

function pill(trust: Trust, left: number): string {
  const words = TRUST[trust];
  const width = textWidth(words, 24, true) + 40;
  const isVerified = trust === 'verified';
  return `<rect class="${isVerified ? 'accent' : 'key hollow'}" x="${left}" y="180" width="${width}" height="44" rx="22"${isVerified ? '' : ' stroke-width="2"'}/><text class="${isVerified ? '' : 'soft '}strong middle" font-size="24" x="${left + width / 2}" y="211"${isVerified ? ' fill="#ffffff"' : ''}>${words}</text>`;
}
