// `npm run bench:counts`: counts loads and arithmetic of the kernels that lead the hardware order, from their specialised
// texts, and writes the tables between the markers of docs/performance.md. No device takes part. Rests on src/kernels/inner-loop.ts.
import { readFileSync, writeFileSync } from 'node:fs';

const { CATALOGUE } = await import('../src/kernels/catalogue.ts');
const { countLoop, workgroupBytes } = await import('../src/kernels/inner-loop.ts');
const { specialise } = await import('../src/kernels/specialise.ts');

const PAGE = new URL('../docs/performance.md', import.meta.url);
const BEGIN = '<!-- bench:counts begin -->';
const END = '<!-- bench:counts end -->';

const tile = { whole: 'depth < shape.k', inner: [['step of k', 'k < TILE_K']] };
const vector = { whole: 'at < pitch', inner: [['4 steps of k', 'at < pitch']] };
/** Condition of the loop that walks the operands, those of its inner loops, and what a head of 64 makes of names of the shape. */
const COUNTED = [
  { id: 'matmul-tile/nt/128x128x8/f32', loops: tile },
  { id: 'matmul-tile/nt/128x64x16/f32', loops: tile },
  { id: 'matmul-tile/nt/64x64x16/f32', loops: tile },
  { id: 'matvec/64/f32', loops: vector },
  { id: 'matvec-subgroup/64/f32', loops: vector },
  {
    id: 'attention-prefill/64x32-d64/f32',
    loops: {
      whole: 'firstKey < seen',
      inner: [
        ['dimension of the scores', 'depth < CHUNK'],
        ['key of the values', 'key < commonCount'],
      ],
      given: { 'shape.headDim': 64, commonCount: 32, seenCount: 32 },
    },
  },
  {
    id: 'attention-decode/256/f32',
    loops: {
      whole: 'firstKey < shape.keys',
      inner: [
        ['4 dimensions of a score', 'part < pitch'],
        ['key of the values', 'key < keyCount'],
      ],
      given: { pitch: 16, splits: 16, keyCount: 256 },
    },
  },
];

const counted = COUNTED.map(({ id, loops: { whole, inner, given = {} } }) => {
  const kernel = CATALOGUE.find((candidate) => candidate.id === id);
  if (kernel === undefined) throw new Error(`no kernel ${id}`);
  const source = specialise(kernel.source, kernel.constants);
  return {
    id: id.replace(/\/f32$/, ''),
    kernel,
    bytes: workgroupBytes(source),
    whole: countLoop(source, whole, given),
    inner: inner.map(([step, condition]) => ({ step, ...countLoop(source, condition, given) })),
  };
});

const page = readFileSync(PAGE, 'utf8');
const from = page.indexOf(BEGIN);
const to = page.indexOf(END);
if (from < 0 || to < from) throw new Error(`docs/performance.md must hold ${BEGIN} and, after it, ${END}`);
const generated = [...innerTable(), '', ...wholeTable()];
writeFileSync(PAGE, [page.slice(0, from + BEGIN.length), '', ...generated, '', page.slice(to)].join('\n'));
process.stdout.write(`${generated.join('\n')}\n`);

function innerTable() {
  const rows = counted.flatMap(({ id, inner }) =>
    inner.map(({ step, round, accumulatorLanes }) => [
      id,
      step,
      round.fmaLanes,
      accumulatorLanes,
      `${round.workgroupAccesses} (${round.workgroupLanes})`,
      `${round.globalAccesses} (${round.globalLanes})`,
      number((2 * round.fmaLanes) / (4 * round.workgroupLanes)),
      percent(round.fmaLanes, round.workgroupLanes + round.globalLanes),
      percent(round.fmaLanes, round.workgroupAccesses + round.globalAccesses),
    ]),
  );
  return table(
    [
      'kernel',
      'one round: a',
      'multiply-adds',
      'accumulators',
      'workgroup loads (lanes)',
      'global loads (lanes)',
      'FLOP per workgroup byte',
      'multiply-adds of all, loads by lane',
      'the same, loads of 128 bits',
    ],
    rows,
  );
}

function wholeTable() {
  const rows = counted.map(({ id, kernel, bytes, whole: { round } }) => [
    id,
    kernel.requirements.invocations,
    bytes,
    round.fmaLanes,
    round.barriers,
    number(round.fmaLanes / round.globalLanes),
    number((2 * round.fmaLanes) / (4 * round.globalLanes)),
  ]);
  return table(
    [
      'kernel',
      'invocations',
      'workgroup bytes',
      'multiply-adds a round of the outer loop',
      'barriers a round',
      'multiply-adds per element loaded from a buffer',
      'FLOP per buffer byte',
    ],
    rows,
  );
}

/** Multiply-adds over themselves and the loads, one instruction each. */
function percent(fma, loads) {
  return `${number((100 * fma) / (fma + loads))} %`;
}

function number(value) {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '–';
}

/** Columns padded to one width, as the formatter leaves them. */
function table(head, rows) {
  const lines = [head, ...rows].map((cells) => cells.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  const written = lines.map((cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
  const [first, ...others] = written;
  return [first, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...others];
}
