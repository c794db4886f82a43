// `npm run bench:tuner`: holds the tuner's contests as a run does, then times every kernel of the catalogue that can run the same
// operations, and prints how far each choice is from the exhaustive best. Not a test: what it prints depends on the machine.
//   --adapter software|default    SwiftShader beside the installed Chromium (default), or the machine's own GPU
//   --length quick|full           whose budget the tuner has (default quick)
//   --seed N                      of inputs and orders (default 1)
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { softwareDriverEnvironment } from './setup/software-driver.ts';

const { values } = parseArgs({
  options: {
    adapter: { type: 'string', default: 'software' },
    length: { type: 'string', default: 'quick' },
    seed: { type: 'string', default: '1' },
  },
});
const seed = Number(values.seed);
if (!['software', 'default'].includes(values.adapter) || !['quick', 'full'].includes(values.length) || !Number.isInteger(seed)) {
  process.stderr.write('bench:tuner takes --adapter software|default, --length quick|full and --seed N.\n');
  process.exit(2);
}
// The Vulkan loader is found by the environment that the process starts with, so a process without it starts another.
if (values.adapter === 'software' && process.env.SCALEWALL_DRIVER === undefined) {
  const env = { ...process.env, ...softwareDriverEnvironment(process.cwd()), SCALEWALL_DRIVER: 'software' };
  const { status } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], { env, stdio: 'inherit' });
  process.exit(status ?? 1);
}

const { create, globals } = await import('webgpu');
Object.assign(globalThis, globals);
const { allocateArenas, fillArenas } = await import('../src/gpu/arenas.ts');
const { openGpu } = await import('../src/gpu/adapter.ts');
const { probeClock } = await import('../src/gpu/clock-probe.ts');
const { GpuStopwatch } = await import('../src/gpu/gpu-stopwatch.ts');
const { candidates } = await import('../src/kernels/choose.ts');
const { Bench } = await import('../src/measure/bench.ts');
const { rampRates } = await import('../src/measure/campaign.ts');
const { tune } = await import('../src/measure/tuner.ts');
const { budgetOf } = await import('../src/plan/budget.ts');
const { planContests } = await import('../src/plan/tuning-plan.ts');
const { planRamps } = await import('../src/plan/probes.ts');
const { createRandom } = await import('../src/statistics/random.ts');

/** A choice this much slower than the best still counts as right. */
const NEAR = 1.05;
/** Samples of every kernel in the exhaustive run, and of those that are near the best after them. */
const FIRST_SAMPLES = 3;
const MORE_SAMPLES = 18;
/** Kernels this many times slower than the best get no further samples. */
const FAR = 1.4;

const began = performance.now();
const now = () => (performance.now() - began) / 1000;
// Kept for the whole process: collecting an instance while its devices live crashes.
const gpu = create(['backend=vulkan', 'disable-dawn-features=timestamp_quantization']);
const host = {
  kind: 'node',
  browser: `Node ${process.versions.node.split('.')[0]}`,
  os: process.platform,
  is_isolated: true,
  is_headless: true,
};
const opened = await openGpu(gpu, host);
if (opened.kind !== 'ready') {
  process.stderr.write(`There is no adapter: ${opened.detail}\n`);
  process.exit(3);
}
const { device, profile } = opened;
const precision = 'f32';
const budget = budgetOf(values.length, profile, 3600);
const allocated = await allocateArenas(device, budget.arenaBytes);
if (allocated.kind !== 'allocated') throw new Error(allocated.detail);
await fillArenas(device, allocated.arenas, precision, seed);
const stopwatch = new GpuStopwatch(device, allocated.arenas, await probeClock(device, now), seed, now);
const traits = { features: opened.features, limits: profile.limits, isSoftware: profile.gpu.is_fallback };
const surroundings = {
  now,
  isStopped: () => false,
  isHidden: () => false,
  whenVisible: () => Promise.resolve(),
  breathe: () => Promise.resolve(),
};
const arenaElements = Math.floor(allocated.arenas.bytes / 4);

const ramps = newBench(1);
const copyAndMatmul = planRamps(traits, precision, arenaElements).flatMap((ramp) => ramp.slice(0, 4));
await ramps.sampleEach(await ramps.takeOn(copyAndMatmul));
const contests = planContests(
  { traits, precision, arenaElements, dispatchSeconds: budget.dispatchSeconds / 2 },
  rampRates(ramps, 4),
);

const tuned = newBench(2);
const tuningBegan = now();
await tune(tuned, { contests, earlier: new Map(), seconds: budget.tuningSeconds, bytesPerElement: 4 });
const tuningSeconds = now() - tuningBegan;

const rows = [];
for (const [index, contest] of contests.entries()) {
  const choice = tuned.tuning.find((entry) => entry.class === contest.className && entry.size_class === contest.sizeClass);
  const [first] = contest.entrants;
  const all = candidates(first.operation, precision, traits, false).map((kernel) => ({
    ...first,
    kernel,
    id: `exhaustive/${index}/${kernel.id}`,
  }));
  const bench = newBench(3 + index);
  const records = await bench.takeOn(all);
  const best = () => Math.min(...records.filter(({ isReady }) => isReady).map(({ typicalSeconds }) => typicalSeconds));
  for (let pass = 0; pass < FIRST_SAMPLES; pass++) await bench.sampleEach(records);
  const near = records.filter((record) => record.typicalSeconds <= FAR * best() || record.trial.kernel.id === choice?.kernel);
  for (let pass = 0; pass < MORE_SAMPLES; pass++) await bench.sampleEach(near);
  const [winner] = near.filter(({ isReady }) => isReady).toSorted((a, b) => a.typicalSeconds - b.typicalSeconds);
  if (winner === undefined) {
    process.stdout.write(`– ${contest.className}/${contest.sizeClass}: no kernel verified\n`);
    continue;
  }
  const chosen = near.find(({ trial }) => trial.kernel.id === choice?.kernel);
  const ratio = (chosen?.typicalSeconds ?? Infinity) / winner.typicalSeconds;
  rows.push({ contest, choice, winner, ratio, count: records.filter(({ isReady }) => isReady).length });
  const name = `${contest.className}/${contest.sizeClass}`;
  const better = ratio > 1 ? `, best ${winner.trial.kernel.id}` : '';
  process.stdout.write(
    `${ratio <= NEAR ? '✓' : '✗'} ${name.padEnd(28)} ${ratio.toFixed(3)}  ${choice?.kernel} (${choice?.from} of ${choice?.candidates.length}; ${records.length} in the catalogue${better})\n`,
  );
}
const nearCount = rows.filter(({ ratio }) => ratio <= NEAR).length;
process.stdout.write(
  `${nearCount} of ${rows.length} choices are within ${((NEAR - 1) * 100).toFixed(0)} % of the exhaustive best. ` +
    `Tuning took ${tuningSeconds.toFixed(1)} s. ${profile.gpu.description || profile.gpu.architecture}, ${values.length}, seed ${seed}.\n`,
);
device.destroy();
process.exit(nearCount >= 0.9 * rows.length ? 0 : 1);

function newBench(stream) {
  return new Bench(
    stopwatch,
    surroundings,
    { ...budget, arenaBytes: allocated.arenas.bytes },
    createRandom(seed * 1000 + stream),
  );
}

/** Every Chromium ships SwiftShader's Vulkan driver beside it. */
