// How long cards of the recorded run take: the first, which starts the thread, and others one after another.
import { readFileSync } from 'node:fs';
import { submissionSchema } from '../src/contract/api.ts';
import { rowOf } from '../src/server/run-row.ts';
import { CardDesk } from '../src/server/sharing/card-desk.ts';
import { cardSvg } from '../src/server/sharing/card.ts';
import { runFacts } from '../src/server/sharing/run-facts.ts';

const CARDS = 30;
const recorded = submissionSchema.parse(
  JSON.parse(readFileSync(new URL('../public/recorded-run.json', import.meta.url), 'utf8')),
);
const row = { ...rowOf('0'.repeat(32), recorded), created_at: '2026-07-01T00:00:00.000Z' };
const desk = new CardDesk((line) => process.stderr.write(`${line}\n`));
const times: number[] = [];
for (let index = 0; index <= CARDS; index++) {
  const svg = cardSvg(
    runFacts({ ...row, gpu: `${row.gpu} ${index}` }),
    recorded.summary.sizes,
    'https://scalewall.example/runs/0',
  );
  const started = performance.now();
  if ((await desk.draw(svg)) === undefined) throw new Error('a card was not drawn');
  times.push(performance.now() - started);
}
const [first = 0, ...others] = times;
const ascending = others.toSorted((a, b) => a - b);
const at = (share: number) => (ascending[Math.ceil(share * ascending.length) - 1] ?? 0).toFixed(0);
process.stdout.write(`first card ${first.toFixed(0)} ms; then median ${at(0.5)} ms, p95 ${at(0.95)} ms of ${CARDS}\n`);
