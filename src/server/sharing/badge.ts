// A flat badge: who measures on the left, what it says on the right. Texts are told their length, so that every font fits.
import type { Facts, Trust } from './run-facts.ts';
import { textWidth, xml } from './svg-text.ts';

const COLOURS: Readonly<Record<Trust, string>> = { verified: '#0a5c56', unverified: '#5f5d56', held: '#8a4b08' };
const NAME = 'scalewall';
const HEIGHT = 20;
const SIZE = 11;
const PAD = 7;

export function badgeSvg({ gpu, headline, trust }: Facts): string {
  const left = textWidth(NAME, SIZE) + 2 * PAD;
  const right = textWidth(headline, SIZE) + 2 * PAD;
  const whole = Math.ceil(left + right);
  const label = (text: string, from: number, width: number) =>
    `<text x="${round(from + PAD)}" y="14" textLength="${round(width - 2 * PAD)}" lengthAdjust="spacingAndGlyphs">${xml(text)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${HEIGHT}" viewBox="0 0 ${whole} ${HEIGHT}" role="img" aria-label="${xml(`${NAME}: ${headline}`)}">
<title>${xml(`${gpu} on ${NAME}: ${headline}`)}</title>
<clipPath id="round"><rect width="${whole}" height="${HEIGHT}" rx="3"/></clipPath>
<g clip-path="url(#round)"><rect width="${round(left)}" height="${HEIGHT}" fill="#2b2b28"/><rect x="${round(left)}" width="${round(whole - left)}" height="${HEIGHT}" fill="${COLOURS[trust]}"/></g>
<g fill="#fff" font-family="Verdana, 'DejaVu Sans', Geneva, sans-serif" font-size="${SIZE}">${label(NAME, 0, left)}${label(headline, left, right)}</g>
</svg>
`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
