import { expect, it } from 'vitest';
import { readCompareUrl, understand, writeCompareUrl } from '../../src/app/compare-url.ts';

const ID = '0123456789abcdef0123456789abcdef';

it('reads back what it wrote, in the order of the entries, with names that need escaping', () => {
  const asked = [
    { kind: 'gpu', value: 'ANGLE (Apple, M3/Pro) & co' },
    { kind: 'run', value: ID },
    { kind: 'gpu', value: 'nvidia ada-lovelace' },
  ] as const;
  expect(readCompareUrl(writeCompareUrl(asked))).toEqual({ asked, leftOut: [] });
  expect(writeCompareUrl([])).toBe('');
});

it('takes an entry once, leaves out what is beyond the most and says what, and passes over other parameters', () => {
  const { asked, leftOut } = readCompareUrl('?gpu=a&gpu=a&x=y&gpu=&run=b&gpu=c&gpu=d&gpu=e&gpu=f&run=g');
  expect(asked.map(({ value }) => value)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(leftOut).toEqual(['f', 'g']);
});

it.each([
  [ID, { kind: 'run', value: ID }],
  [`  ${ID.toUpperCase()} `, { kind: 'run', value: ID }],
  [`https://example.org/runs/${ID}`, { kind: 'run', value: ID }],
  [`https://example.org/runs/${ID}/?quantity=flop#delete=${ID}`, { kind: 'run', value: ID }],
  ['Nvidia Ada-Lovelace', { kind: 'gpu', value: 'nvidia ada-lovelace' }],
  ['https://example.org/devices/nvidia%20ada-lovelace?x=1', { kind: 'gpu', value: 'nvidia ada-lovelace' }],
  ['a GPU that nobody measured', undefined],
  [ID.slice(1), undefined],
  ['https://example.org/devices/%E0%A4%A', undefined],
])('understands %s', (text, asked) => {
  expect(understand(text, ['apple m3', 'nvidia ada-lovelace'])).toEqual(asked);
});
