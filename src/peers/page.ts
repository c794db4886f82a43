// The page of the comparison: opens every library and our device on the one adapter, holds the contests, and hands the outcome
// to the command that drives it. Composition root of the browser's side.
import { openGpu } from '../gpu/adapter.ts';
import { createRandom } from '../statistics/random.ts';
import { inputValue } from '../workload/inputs.ts';
import { inputElements } from '../workload/operands.ts';
import { bytes, flop } from '../workload/operation.ts';
import { CASES, ceilingOperations } from './cases.ts';
import { expect } from './check.ts';
import { hold } from './contest.ts';
import type { ComparedOperation, Contestant } from './contestant.ts';
import { jax } from './jax.ts';
import { onnxruntime, onnxruntimeWithoutSubgroups } from './onnxruntime.ts';
import { ourContestant } from './ours.ts';
import type { CaseOutcome, PeersOutcome, PeersPage, PeersRequest } from './outcome.ts';
import { tensorflow } from './tensorflow.ts';

declare global {
  var scalewallPeers: PeersPage | undefined;
}

/** By the names that the report gives them where they do not start. */
const PEERS: Readonly<Record<string, () => Promise<Contestant>>> = {
  'onnxruntime-web': onnxruntime,
  'onnxruntime-web, subgroups hidden': onnxruntimeWithoutSubgroups,
  'TensorFlow.js': tensorflow,
  'jax-js': jax,
};

globalThis.scalewallPeers = { run };

async function run(request: PeersRequest, onProgress: (line: string) => void): Promise<PeersOutcome> {
  const host = { kind: 'browser', browser: '', os: '', is_isolated: crossOriginIsolated, is_headless: true } as const;
  const opened = await openGpu(navigator.gpu, host);
  if (opened.kind === 'unsupported') throw new Error(`unsupported: ${opened.detail}`);
  const { device, profile } = opened;
  const ours = ourContestant(device, profile);
  const peers: Contestant[] = [];
  const absent: Record<string, string> = {};
  for (const [name, open] of Object.entries(PEERS)) {
    onProgress(`starting ${name}`);
    try {
      peers.push(await open());
    } catch (error) {
      absent[name] = String(error instanceof Error ? error.message : error).slice(0, 300);
    }
  }
  const random = createRandom(request.seed);
  const holdCase = async (
    id: string,
    family: CaseOutcome['family'],
    operation: ComparedOperation,
    contestants: readonly Contestant[],
  ): Promise<CaseOutcome> => {
    onProgress(id);
    const inputs = inputElements(operation).map((elements, slot) =>
      Float32Array.from({ length: elements }, (_, index) => inputValue(request.seed, slot, index)),
    );
    const now = () => performance.now() / 1000;
    const entries = await hold({ operation, inputs, expected: expect(operation, request.seed), contestants, random, now });
    return { id, family, flop: flop(operation), bytes: bytes(operation, 4), entries };
  };
  const cases: CaseOutcome[] = [];
  const ceilings = ceilingOperations(profile.gpu.is_fallback);
  for (const operation of Object.values(ceilings)) cases.push(await holdCase(operation.kind, 'ceiling', operation, [ours]));
  for (const { id, family, operation } of CASES.filter((entry) => request.cases.includes(entry.id))) {
    cases.push(await holdCase(id, family, operation, [ours, ...peers]));
  }
  const { gpu, subgroup_min, subgroup_max } = profile;
  const words = [gpu.description, gpu.vendor, gpu.architecture, gpu.device].filter((word) => word !== '');
  return {
    adapter: {
      description: [...new Set(words)].join(', '),
      is_software: gpu.is_fallback,
      subgroups: subgroup_max === 0 ? 'none' : `${subgroup_min} to ${subgroup_max}`,
    },
    absent,
    cases,
  };
}
