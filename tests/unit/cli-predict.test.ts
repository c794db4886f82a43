// `npm run predict` from the outside: what it writes for a table, and what it says of a bad one.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePredictArguments } from '../../src/cli/predict-arguments.ts';
import { predictions, PREDICTION_COLUMNS, readRows } from '../../src/cli/predict-table.ts';
import { configurationText } from '../../src/cli/predict-text.ts';
import { parseCsv } from '../../src/evidence/csv.ts';
import { RUN_FILES } from '../../src/evidence/suites.ts';
import { ROOT, ROWS } from '../fixtures/published-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'scalewall-predict-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function predict(...words: readonly string[]) {
  const command = ['--import', './scripts/wgsl-hook.mjs', 'src/cli/predict.ts', ...words];
  return spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
}

describe('a table of predictions', () => {
  it.each(RUN_FILES)('answers every row of %s.csv in order, with the interval around the prediction or the reason', (name) => {
    const { text, emptyCount } = predictions(ROWS[name]);
    const table = parseCsv(text);
    if (table.kind !== 'table') throw new Error(table.detail);
    expect(table.columns).toEqual(PREDICTION_COLUMNS);
    expect([...new Set(table.rows.map(({ id }) => id))]).toEqual(ROWS[name].map(({ id }) => id));
    for (const row of table.rows) {
      const [predicted, low, high] = [row['predicted'], row['low'], row['high']].map((cell) =>
        cell === '' ? undefined : Number(cell),
      );
      if (predicted === undefined) expect(row['note']).not.toBe('');
      else expect(0 < (low ?? 0) && (low ?? 0) < predicted && predicted < (high ?? 0)).toBe(true);
    }
    expect(emptyCount).toBeLessThan(0.02 * ROWS[name].length);
  });

  it('speaks of GPU-hours for full runs, of tokens a second for the others', () => {
    const quantities = (row: Readonly<Record<string, string>>) => {
      const table = parseCsv(predictions([row]).text);
      return table.kind === 'table' ? table.rows.map(({ quantity }) => quantity) : [];
    };
    const row = { hardware: 'H100', n_gpus: '64', params_total: '7e9', total_tokens: '1e12' };
    expect(quantities({ ...row, row_kind: 'full_run' })).toEqual(['gpu_hours']);
    expect(quantities({ ...row, row_kind: 'throughput_benchmark' })).toEqual(['tokens_per_s_per_gpu']);
    expect(quantities({ ...row, row_kind: 'mlperf_time_to_train' })).toEqual(['tokens_per_s_per_gpu']);
    expect(quantities({ hardware: 'H100', isl: '1000', osl: '500', params_total: '7e9' })).toEqual(['out_tok_s_per_gpu']);
  });

  it('ignores unknown columns and the order of columns and rows', () => {
    const row = { hardware: 'H100', n_gpus: '64', params_total: '7e9', seq_len: '4096', precision: 'bf16' };
    const [plain, mixed] = [[row], [{ weather: 'fair', ...Object.fromEntries(Object.entries(row).toReversed()) }]].map(
      predictions,
    );
    expect(mixed).toEqual(plain);
  });

  it('refuses numbers that cannot be, naming column and cell, and still answers the other rows', () => {
    const good = { hardware: 'H100', n_gpus: '8', params_total: '7e9' };
    const bad = [
      { ...good, n_gpus: '-8' },
      { ...good, params_total: '1e40' },
      { ...good, seq_len: 'NaN' },
      { ...good, hardware: 'abacus' },
      { ...good, n_gpus: '8.5' },
    ];
    const table = parseCsv(predictions([good, ...bad, good]).text);
    if (table.kind !== 'table') throw new Error(table.detail);
    expect(table.rows.map(({ predicted }) => predicted !== '')).toEqual([true, false, false, false, false, false, true]);
    expect(table.rows.slice(1, 6).map(({ note }) => note)).toEqual([
      expect.stringContaining('"-8"'),
      expect.stringContaining('"1e40"'),
      expect.stringContaining('"NaN"'),
      expect.stringContaining('abacus'),
      expect.stringContaining('"8.5"'),
    ]);
  });

  it('refuses what is known not to fit: 175 B parameters, trained on 8 GPUs, or served from one', () => {
    const rows = [
      { params_total: '175e9', n_gpus: '8', hardware: 'H100', seq_len: '2048' },
      { params_total: '175e9', n_gpus: '1', hardware: 'H100', isl: '128', osl: '128', precision: 'fp8' },
    ];
    const table = parseCsv(predictions(rows).text);
    if (table.kind !== 'table') throw new Error(table.detail);
    expect(table.rows.map(({ predicted }) => predicted)).toEqual(['', '']);
    for (const { note } of table.rows) expect(note).toMatch(/does not fit.*\d+ GB a GPU needed/);
  });

  it('takes a thousand rows in under 20 s', () => {
    const open = ROWS.training.map((row) => ({
      ...row,
      tp: '',
      pp: '',
      dp: '',
      cp: '',
      ep: '',
      sharding: '',
      act_ckpt: '',
      micro_batch: '',
    }));
    const started = performance.now();
    predictions([...open, ...open].slice(0, 1000));
    expect((performance.now() - started) / 1000).toBeLessThan(20);
  }, 60_000);
});

describe('a table that cannot be read', () => {
  it.each([
    ['is missing', () => join(folder, 'gone.csv'), 'does not exist'],
    ['is a folder', () => folder, 'is a folder'],
    ['is empty', () => file('empty.csv', ''), 'empty'],
    ['has a header alone', () => file('header.csv', 'hardware,n_gpus\n'), 'no rows'],
    ['has no column that describes', () => file('other.csv', 'a,b\n1,2\n'), 'found a, b'],
    ['has measured columns alone', () => file('measured.csv', 'id,tokens_per_s_per_gpu\nx,5\n'), 'nothing of the run'],
    ['is broken', () => file('broken.csv', 'hardware,n_gpus\nH100,8\n"H100,8\n'), 'line 3'],
    ['is no text', () => file('binary.csv', Buffer.from([1, 0, 2])), 'no text'],
  ])('because it %s is named, with what was found', (_, path, word) => {
    expect(readRows(path())).toMatchObject({ kind: 'unreadable', message: expect.stringContaining(word) as string });
  });
});

describe('the command', () => {
  it('writes the table whole where asked, and says on standard error how many rows have no answer', () => {
    const input = file('rows.csv', 'id,hardware,n_gpus,params_total\na,H100,8,7e9\nb,abacus,8,7e9\n');
    const output = join(folder, 'predictions.csv');
    const { status, stdout, stderr } = predict(input, '--out', output);
    expect([status, stdout]).toEqual([0, '']);
    expect(stderr).toContain('1 of 2 rows');
    expect(readFileSync(output, 'utf8').split('\n')[0]).toBe(PREDICTION_COLUMNS.join(','));
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('exits 2 and writes nothing for a bad table', () => {
    const output = join(folder, 'never.csv');
    const { status, stdout, stderr } = predict(join(folder, 'gone.csv'), '--out', output);
    expect([status, stdout, existsSync(output)]).toEqual([2, '', false]);
    expect(stderr).toContain('does not exist');
  });

  it.each([
    [['--parms', '7e9'], 'Did you mean --params?'],
    [['--params', 'big'], '"big"'],
    [['--params', '0'], 'above 0'],
    [['--params', '7e9', '--hardware', 'abacus'], 'abacus'],
    [['rows.csv', '--params', '7e9'], 'exclude each other'],
    [['--out', 'x.csv'], 'no table'],
    [[], '--help'],
  ])('refuses %j', (words, said) => {
    expect(parsePredictArguments(words)).toMatchObject({ kind: 'invalid', message: expect.stringContaining(said) as string });
  });

  it('answers one configuration, its run too where tokens are given', () => {
    const parsed = parsePredictArguments(['--params', '70e9', '--gpus', '1024', '--tokens', '1.4e12']);
    if (parsed.kind !== 'configuration') throw new Error(parsed.kind);
    const { lines, isPredicted } = configurationText(parsed.row);
    expect(isPredicted).toBe(true);
    expect(lines.join('\n')).toMatch(/tokens\/s a GPU[\s\S]*GPU-hours[\s\S]*days on 1024 GPUs[\s\S]*layout/);
  });
});
