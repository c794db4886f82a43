// The card that stands for Scalewall itself: for pages without a run of their own, and for a card that is not drawn.
import { readFileSync } from 'node:fs';

/** Drawn by scripts/plain-card.ts. */
export const PLAIN_CARD = new Uint8Array(readFileSync(new URL('plain-card.png', import.meta.url)));

/** Where the page's server has it. */
export const PLAIN_CARD_PATH = '/card.png';
