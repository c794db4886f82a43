// What published rows become: every hardware and model resolves, and nothing that was measured is ever read.
import { describe, expect, it } from 'vitest';
import { ACCELERATORS, findAccelerator } from '../../src/cluster/accelerators.ts';
import { activeParameters, totalParameters } from '../../src/cluster/parameters.ts';
import { forecast } from '../../src/evidence/forecast.ts';
import { modelFromRow } from '../../src/evidence/model-from-row.ts';
import { MEASURED_COLUMNS } from '../../src/evidence/published.ts';
import { RUN_FILES } from '../../src/evidence/suites.ts';
import { ROWS } from '../fixtures/published-runs.ts';

const all = RUN_FILES.flatMap((file) => ROWS[file]);

describe('hardware', () => {
  it('of every published row is known, but for a chip that its source could not name', () => {
    const unknown = new Set(all.map((row) => row['hardware'] ?? '').filter((text) => findAccelerator(text) === undefined));
    expect([...unknown].filter((text) => !text.includes('not identified'))).toEqual([]);
  });

  it('found by its own name is itself', () => {
    for (const { name } of ACCELERATORS) expect(findAccelerator(name)?.name).toBe(name);
  });

  it.each([
    ['8xH100', 'H100 SXM5 80GB'],
    ['NVIDIA H100-SXM-80GB', 'H100 SXM5 80GB'],
    ['H100 NVL', 'H100 NVL 94GB'],
    ['NVIDIA A100-PCIE-40GB', 'A100 PCIe 40GB'],
    ['A100 SXM 40/80GB', 'A100 SXM4 80GB'],
    ['NVIDIA Blackwell GPU (GB200)', 'GB200 NVL72 (per GPU)'],
    ['NVIDIA GeForce RTX 4070 Ti SUPER', 'RTX 4070 Ti Super'],
    ['AMD Instinct MI300X 192GB HBM3 (x32), AMD Instinct MI325X 256GB HBM3e (x16)', 'MI300X'],
    ['Virtualized NVIDIA H200-SXM-141GB', 'H200 SXM 141GB'],
  ])('%s is %s', (text, name) => {
    expect(findAccelerator(text)?.name).toBe(name);
  });

  it('has the memory, power and cores that its text states', () => {
    const teton = findAccelerator('H100 SXM 96GB HBM2e 2.4TB/s 500W (Meta Grand Teton)');
    expect(teton).toMatchObject({ memory: 96e9, memoryBandwidth: 2.4e12, boardPower: 500 });
    const [few, many] = [findAccelerator('Apple M1 7 cores'), findAccelerator('Apple M1 8 cores')];
    expect((few?.peak.bf16 ?? 0) / (many?.peak.bf16 ?? 1)).toBeCloseTo(7 / 8);
  });

  it('of no known maker is unknown, rather than something near', () => {
    for (const text of ['', 'a fast card', 'H1000', '80GB', 'SXM']) expect(findAccelerator(text)).toBeUndefined();
  });
});

describe('a model', () => {
  it('of every row that states its parameters counts as many, to 5 %, and 15 % of those a token passes', () => {
    for (const row of all) {
      const found = modelFromRow(row);
      if ((row['params_total'] ?? '') === '') continue;
      if (found.kind !== 'model') throw new Error(`${row['id'] ?? ''}: ${found.reason}`);
      const off = Math.log(totalParameters(found.model) / Number(row['params_total']));
      // MosaicML counts a learned position table, up to a quarter of its smallest model at 65,536 tokens.
      expect([row['id'], Math.abs(off) < (/mpt/i.test(row['model'] ?? '') ? 0.35 : 0.05)]).toEqual([row['id'], true]);
      const active = Math.log(activeParameters(found.model) / Number(row['params_active']));
      if (found.model.mixture !== undefined) expect([row['id'], Math.abs(active) < 0.15]).toEqual([row['id'], true]);
    }
  });

  it('is the same whatever it is called, where no quirk is documented', () => {
    const row = {
      params_total: '8e9',
      n_layers: '32',
      d_model: '4096',
      n_heads: '32',
      n_kv_heads: '8',
      d_ff: '14336',
      vocab: '128256',
    };
    const [one, other] = ['Alpha', 'Omega'].map((model) => modelFromRow({ ...row, model }));
    expect({ ...one, model: undefined }).toEqual({ ...other, model: undefined });
    if (one?.kind !== 'model' || other?.kind !== 'model') throw new Error('no model');
    expect({ ...one.model, name: '' }).toEqual({ ...other.model, name: '' });
  });

  it.each([
    ['nothing', {}, 'params_total'],
    ['a negative size', { params_total: '-7e9' }, 'params_total'],
    ['more active than stored', { params_total: '7e9', params_active: '70e9' }, 'exceeds'],
    ['no number', { n_layers: 'many', params_total: '7e9' }, 'n_layers'],
  ])('of %s is refused with the column that is at fault', (_, row, word) => {
    expect(modelFromRow(row)).toMatchObject({ kind: 'no-model', reason: expect.stringContaining(word) as string });
  });

  it('of a size alone has that size, dense or mixture', () => {
    for (const parameters of [1e9, 7e9, 70e9, 1e12]) {
      const dense = modelFromRow({ params_total: String(parameters) });
      const mixture = modelFromRow({ params_total: String(parameters), params_active: String(parameters / 10), arch: 'moe' });
      for (const found of [dense, mixture]) {
        expect(found.kind === 'model' && Math.abs(Math.log(totalParameters(found.model) / parameters)) < 0.1).toBe(true);
      }
      expect(mixture.kind === 'model' && Math.abs(Math.log((activeParameters(mixture.model) / parameters) * 10)) < 0.3).toBe(
        true,
      );
    }
  });
});

describe('a measured column', () => {
  it('never changes a prediction: emptied, poisoned and left alone say the same', () => {
    // A spread of rows of every family; a poisoned cell is either absurd or no number at all.
    const families = Map.groupBy(all, (row) => row['family'] ?? '');
    for (const row of [...families.values()].flatMap((own) => own.slice(0, 2))) {
      const filled = (text: string) =>
        forecast({ ...row, ...Object.fromEntries(MEASURED_COLUMNS.map((column) => [column, text])) });
      const asIs = forecast(row);
      expect(filled('')).toEqual(asIs);
      expect(filled('1e99')).toEqual(asIs);
      expect(filled('nonsense')).toEqual(asIs);
    }
  });

  it('is any column that the published files fill and that is neither described nor provenance', () => {
    const renamed = forecast({
      ...ROWS.training[0],
      id: 'x',
      family: 'y',
      source: 'z',
      source_ref: '',
      confidence: '',
      flag: 'outlier',
    });
    expect(renamed).toEqual(forecast({ ...ROWS.training[0] }));
  });
});
