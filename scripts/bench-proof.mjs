// `npm run bench:proof`: what hashing and folding cost beside the products of a proof, by operation counts and on the clock.
// Not a test: what it times depends on the machine.
//   --adapter software|default    SwiftShader beside the installed Chromium (default), or the machine's own GPU
//   --rows N,N                    among 256, 512, 1024, 2048 (default all but the last)
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { softwareDriverEnvironment } from './setup/software-driver.ts';

const { values } = parseArgs({
  options: { adapter: { type: 'string', default: 'software' }, rows: { type: 'string', default: '256,512,1024' } },
});
const sizes = values.rows.split(',').map(Number);
if (!['software', 'default'].includes(values.adapter) || !sizes.every((rows) => [256, 512, 1024, 2048].includes(rows))) {
  process.stderr.write('bench:proof takes --adapter software|default and --rows N,N among 256, 512, 1024, 2048.\n');
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
const { openGpu } = await import('../src/gpu/adapter.ts');
const { productKernels } = await import('../src/gpu/proof-calibration.ts');
const { openChain } = await import('../src/gpu/proof-chain.ts');
const { ProofPipelines } = await import('../src/gpu/proof-pipelines.ts');
const { overheadOf } = await import('../src/proof/size.ts');

// Kept on globalThis: collecting an instance while its devices live crashes.
globalThis.dawn = create([]);
const opened = await openGpu(globalThis.dawn, { kind: 'node', browser: '', os: '', is_isolated: false, is_headless: true });
if (opened.kind === 'unsupported') {
  process.stderr.write(`bench:proof: ${opened.detail}\n`);
  process.exit(1);
}
const { device, profile, features } = opened;
const isSoftware = profile.gpu.is_fallback;
const traits = { features, limits: profile.limits, isSoftware, preferred: [] };
const pipelines = new ProofPipelines(device);
const repeats = isSoftware ? 3 : 40;

/** Milliseconds a link of the best of five timings, alternately of whole links and of their products alone. */
async function time(chain, parts) {
  const best = { whole: Number.POSITIVE_INFINITY, product: Number.POSITIVE_INFINITY };
  for (let pass = 0; pass <= 5; pass++) {
    for (const part of Object.keys(best)) {
      const began = performance.now();
      for (let at = 0; at < repeats; at++) parts[part](chain);
      await device.queue.onSubmittedWorkDone();
      // The first pass warms up.
      if (pass > 0) best[part] = Math.min(best[part], (performance.now() - began) / (repeats * chain.batch));
    }
  }
  return best;
}

const seed = [1, 2, 3, 4, 5, 6, 7, 8];
process.stdout.write(`${profile.gpu.description || profile.gpu.architecture}\n`);
process.stdout.write(
  'rows  kernel                              product ms   link ms   beside the product   integer operations per FMA\n',
);
for (const rows of sizes) {
  const [kernel] = productKernels(rows, traits);
  const chain = await openChain(device, pipelines, kernel, { rows, links: 8 }, isSoftware ? 1 : 8);
  if (chain.kind === 'failed') throw new Error(chain.detail);
  chain.value.start(seed);
  const { product, whole } = await time(chain.value, {
    whole: (one) => one.advance(seed, 0),
    product: (one) => one.multiply(),
  });
  const cells = [
    String(rows).padEnd(6),
    kernel.id.padEnd(34),
    product.toFixed(2).padStart(12),
    whole.toFixed(2).padStart(10),
    `${((whole / product - 1) * 100).toFixed(0)} %`.padStart(21),
    overheadOf(rows).toFixed(3).padStart(29),
  ];
  process.stdout.write(`${cells.join('')}\n`);
  chain.value.destroy();
}
device.destroy();
