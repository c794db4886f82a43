// Draws the card that stands for Scalewall itself, src/server/sharing/plain-card.png.
import { writeFileSync } from 'node:fs';
import { CardDesk } from '../src/server/sharing/card-desk.ts';
import { plainCardSvg } from '../src/server/sharing/card.ts';

const png = await new CardDesk(console.error).draw(plainCardSvg());
if (png === undefined) throw new Error('the card was not drawn');
writeFileSync(new URL('../src/server/sharing/plain-card.png', import.meta.url), png);
