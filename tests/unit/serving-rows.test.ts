// Does a row of inference.csv or local.csv get a prediction whatever its words, or a reason?
import { describe, expect, it } from 'vitest';
import type { Quantity, Row } from '../../src/evidence/evidence.ts';
import { localPredictor } from '../../src/evidence/local-row.ts';
import { servingRequest } from '../../src/evidence/serving-request.ts';
import { servingPredictor } from '../../src/evidence/serving-row.ts';
import { ROWS } from '../fixtures/published-runs.ts';
import { PRIORS } from '../fixtures/serving-models.ts';

const SERVING: Row = {
  hardware: 'NVIDIA H100 80GB HBM3',
  n_gpus: '2',
  precision: 'fp8',
  engine: 'vLLM 0.6.3',
  model: 'Llama 3.1 70B',
  params_total: '70600000000',
  n_layers: '80',
  d_model: '8192',
  n_heads: '64',
  n_kv_heads: '8',
  d_ff: '28672',
  vocab: '128256',
  tp: '2',
  isl: '1000',
  osl: '500',
  batch_or_concurrency: '32',
};
const LOCAL: Row = {
  hardware: 'NVIDIA GeForce RTX 4090',
  mem_bw_gb_s: '1008',
  backend: 'CUDA',
  engine: 'llama.cpp',
  model: 'Llama 3 8B',
  params_total: '8030000000',
  quant: 'Q4_K_M',
};

function valueOf(row: Row, quantity: Quantity, predictor = servingPredictor): number {
  const found = predictor.predict(row, PRIORS).find((one) => one.kind === 'predicted' && one.quantity === quantity);
  return found?.kind === 'predicted' ? found.value : Number.NaN;
}

describe('every published row', () => {
  it('of inference.csv is predicted: all of them ran', () => {
    const refused = ROWS.inference.flatMap((row) =>
      servingPredictor.predict(row, PRIORS).flatMap((one) => (one.kind === 'unpredicted' ? [`${row['id']}: ${one.reason}`] : [])),
    );
    expect(refused).toEqual([]);
  });

  it('gets positive finite values', () => {
    for (const [rows, predictor] of [
      [ROWS.inference, servingPredictor],
      [ROWS.local, localPredictor],
    ] as const) {
      for (const one of rows.flatMap((row) => predictor.predict(row, PRIORS))) {
        if (one.kind === 'predicted') expect(one.value).toSatisfy((value: number) => value > 0 && value < Infinity);
        else expect(one.reason).not.toBe('');
      }
    }
  });
});

describe('a serving row', () => {
  it.each([
    ['32', 32],
    ['32 concurrent', 32],
    ['concurrency=32', 32],
    ['bs 32', 32],
    ['1,024', 1024],
    ['saturated', undefined],
    ['saturated (max batch to 8192; 1000-30000 requests)', undefined],
    ['SLA-limited', undefined],
    ['', undefined],
  ])('with the batch %j counts %s', (text, batch) => {
    const request = servingRequest({ ...SERVING, batch_or_concurrency: text });
    expect(request.kind === 'request' ? request.batch : Number.NaN).toBe(batch);
  });

  it.each([
    ['fp8', 'fp8'],
    ['FP8 (E4M3)', 'fp8'],
    ['bfloat16', 'bf16'],
    ['FP16', 'bf16'],
    ['half', 'bf16'],
    ['INT8 W8A8', 'int8'],
    ['AWQ', 'int4'],
    ['W4A16', 'int4'],
    ['GPTQ-Int4', 'int4'],
    ['NVFP4', 'fp4'],
    ['mxfp4', 'fp4'],
    ['unknown', 'fp8'],
    ['', 'fp8'],
  ])('with the precision %j is read as %s', (text, precision) => {
    const request = servingRequest({ ...SERVING, precision: text });
    expect(request.kind === 'request' ? request.precision : '').toBe(precision);
  });

  it('says what it assumed where lengths are missing', () => {
    const [first] = servingPredictor.predict({ ...SERVING, isl: '', osl: 'n/a' }, PRIORS);
    expect(first?.kind === 'predicted' ? first.note : '').toMatch(/isl assumed .* osl assumed/);
  });

  it('names the unknown hardware or model that stops it', () => {
    for (const row of [{ ...SERVING, hardware: 'abacus' }, { hardware: 'H100' }, {}]) {
      const [first] = servingPredictor.predict(row, PRIORS);
      expect(first?.kind).toBe('unpredicted');
    }
  });

  it('keeps readers beyond memory waiting: the first token comes later, the throughput stays', () => {
    const rows = ['64', '2000', '4000'].map((batch_or_concurrency) => ({ ...SERVING, batch_or_concurrency }));
    const waits = rows.map((row) => valueOf(row, 'ttft_ms'));
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    const [, full = 0, twice = 0] = rows.map((row) => valueOf(row, 'out_tok_s_per_gpu'));
    expect(twice / full).toBeCloseTo(1, 1);
  });

  it('bounded by latency gives no more than the same without the bound, and less the tighter it is', () => {
    const mlperf = { ...SERVING, model: 'llama2-70b-99', tp: '', n_gpus: '8', batch_or_concurrency: '' };
    const rates = ['mlperf_offline', 'mlperf_server_SLA', 'mlperf_interactive_SLA'].map((scenario) =>
      valueOf({ ...mlperf, scenario }, 'out_tok_s_per_gpu'),
    );
    expect(rates).toEqual(rates.toSorted((a, b) => b - a));
  });

  it('over a pipeline reads each weight once: half the stages, double the room', () => {
    const whole = { ...SERVING, precision: 'bf16', n_gpus: '8', tp: '8', batch_or_concurrency: 'saturated' };
    const staged = { ...whole, n_gpus: '16', pp: '2' };
    const ratio = valueOf(staged, 'out_tok_s_per_gpu') / valueOf(whole, 'out_tok_s_per_gpu');
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.5);
  });
});

describe('a local row', () => {
  it('of fewer bits decodes faster', () => {
    const rates = ['F16', 'Q8_0', 'Q6_K', 'Q5_K_M', 'Q4_0'].map((quant) =>
      valueOf({ ...LOCAL, quant }, 'decode_tok_s', localPredictor),
    );
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
  });

  it.each(['q4f16_1', 'Q4_0', 'int4', 'AWQ 4-bit'])('reads %s as about four bits', (quant) => {
    const four = valueOf({ ...LOCAL, quant }, 'decode_tok_s', localPredictor);
    expect(four / valueOf({ ...LOCAL, quant: 'F16' }, 'decode_tok_s', localPredictor)).toBeGreaterThan(2);
  });

  it('reads of a mixture its active part', () => {
    const mixture = { ...LOCAL, model: 'Qwen3-30B-A3B', params_total: '30500000000', params_active: '3300000000' };
    const dense = { ...LOCAL, model: 'x', params_total: '30500000000' };
    expect(valueOf(mixture, 'decode_tok_s', localPredictor)).toBeGreaterThan(3 * valueOf(dense, 'decode_tok_s', localPredictor));
  });

  it('takes the bandwidth of the row before that of the data sheet', () => {
    const half = valueOf({ ...LOCAL, mem_bw_gb_s: '504' }, 'decode_tok_s', localPredictor);
    expect(half).toBeLessThan(valueOf(LOCAL, 'decode_tok_s', localPredictor));
    expect(valueOf({ ...LOCAL, mem_bw_gb_s: '' }, 'decode_tok_s', localPredictor)).toBeGreaterThan(half);
  });

  it('on hardware that nobody knows is predicted if it states its bandwidth, else not', () => {
    const unknown = { ...LOCAL, hardware: 'Sprocket 9' };
    expect(valueOf(unknown, 'decode_tok_s', localPredictor)).toBeGreaterThan(0);
    expect(valueOf({ ...unknown, mem_bw_gb_s: '' }, 'decode_tok_s', localPredictor)).toBeNaN();
  });
});

describe('a finite run', () => {
  const rateOf = (requests: string): number =>
    valueOf({ ...SERVING, scenario: 'max_throughput_offline', batch_or_concurrency: requests }, 'out_tok_s_per_gpu');

  it('of many requests comes near an endless one, and never above it by more than rounding', () => {
    const endless = rateOf('saturated');
    expect(rateOf('saturated (1000000 requests)') / endless).toBeCloseTo(1, 2);
    for (const count of [10, 100, 300, 1000, 5000]) {
      expect(rateOf(`saturated (${count} requests)`)).toBeLessThan(endless * 1.01);
    }
  });

  it('of fewer requests than fit serves slower the fewer they are', () => {
    const rates = [4, 16, 64].map((count) => rateOf(`saturated (${count} requests)`));
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
  });
});

describe('readers on a server whose layout is not given', () => {
  it('get no less than with any degree by hand', () => {
    const open = { ...SERVING, tp: '', n_gpus: '8' };
    const best = valueOf(open, 'out_tok_s_per_gpu');
    for (const tp of ['2', '4', '8']) expect(best).toBeGreaterThanOrEqual(valueOf({ ...open, tp }, 'out_tok_s_per_gpu') * 0.999);
  });
});
