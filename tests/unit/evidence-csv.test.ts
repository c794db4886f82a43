// Tables as text: what comes out is what went in, and broken text is named by its line.
import { describe, expect, it } from 'vitest';
import { formatCsv, parseCsv } from '../../src/evidence/csv.ts';
import { createRandom } from '../../src/statistics/random.ts';

const rowsOf = (text: string) => {
  const table = parseCsv(text);
  return table.kind === 'table' ? table.rows : table;
};

describe('a table', () => {
  it('survives being written and read again, whatever its cells hold', () => {
    const random = createRandom(7);
    const pieces = ['a', ',', '"', '\n', '\r\n', 'ü', '1e9', ' b ', ''];
    for (let trial = 0; trial < 200; trial++) {
      const cell = () =>
        Array.from({ length: random.integer(5) }, () => pieces[random.integer(pieces.length)] ?? '')
          .join('')
          .trim();
      const rows = Array.from({ length: 1 + random.integer(4) }, () => ({
        one: `x${cell()}`.trim(),
        two: cell(),
        three: cell(),
      }));
      expect(rowsOf(formatCsv(['one', 'two', 'three'], rows))).toEqual(rows);
    }
  });

  it('reads the same with a byte-order mark, with CR LF, and without a last line end', () => {
    const plain = rowsOf('a,b\n1,2\n3,\n');
    expect(plain).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '' },
    ]);
    for (const text of ['\uFEFFa,b\n1,2\n3,\n', 'a,b\r\n1,2\r\n3,\r\n', ' a , b \n1,2\n3,', '\na,b\n\n1,2\n3,\n\n']) {
      expect(rowsOf(text)).toEqual(plain);
    }
  });

  it.each([
    ['an open quote', 'a,b\n1,2\n"3,4\n', 3],
    ['a short line', 'a,b\n1,2\n\n3\n', 4],
    ['a long line', 'a,b\n1,2,3\n', 2],
    ['text after a quote', 'a,b\n"1"2,3\n', 2],
    ['a column named twice', 'a,a\n1,2\n', 1],
    ['nothing at all', '', 1],
    ['a short line after a cell of two lines', 'a,b\n"1\n2",3\n4\n', 4],
  ])('that is broken by %s names its line', (_, text, line) => {
    expect(parseCsv(text)).toMatchObject({ kind: 'broken', line });
  });
});
