import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { publishedContext } from '../../src/evidence/published-context.ts';

const HEADER =
  'source_ref,hardware,n_devices,model,quant,engine,backend,prefill_tok_s,decode_tok_s,source,date,confidence,flag\n';
const row = (hardware: string, model: string, decode: number, rest: { n?: number; confidence?: string; flag?: string } = {}) =>
  `ref,${hardware},${rest.n ?? 1},${model},Q4,engine,CUDA,100,${decode},table,2024-05,${rest.confidence ?? 'read'},${rest.flag ?? ''}\n`;

it('takes one row a device, of the model that the source gives for the most devices, the fastest first', () => {
  const rows = publishedContext(HEADER + row('A', 'rare', 900) + row('A', 'common', 10) + row('B', 'common', 20));
  expect(rows.map(({ hardware, model, decodeTokensPerSecond }) => [hardware, model, decodeTokensPerSecond])).toEqual([
    ['B', 'common', 20],
    ['A', 'common', 10],
  ]);
});

it('leaves out what was quoted from memory, what is flagged and several devices together', () => {
  const rows = publishedContext(
    HEADER +
      row('A', 'm', 1, { confidence: 'memory' }) +
      row('B', 'm', 1, { flag: 'anomaly' }) +
      row('C', 'm', 1, { n: 2 }) +
      row('D', 'm', 1),
  );
  expect(rows.map(({ hardware }) => hardware)).toEqual(['D']);
});

it('finds devices in the repository’s own table, each with a source and a date', () => {
  const rows = publishedContext(readFileSync('data/published/local.csv', 'utf8'));
  expect(rows.length).toBeGreaterThan(10);
  for (const { source, date, hardware } of rows) expect([source, date, hardware].every((text) => text !== '')).toBe(true);
});

it('refuses a broken table with its line', () => {
  expect(() => publishedContext('a,b\n1\n')).toThrow('line 2');
});
