// Seconds of a collective between GPUs: latency and bandwidth against size, on the fast fabric and on the network beyond it.
// Ring and tree algorithms as NCCL runs them; calibrated on data/published/comm.csv (tests/unit/cluster-collective.test.ts).
// Neglected: contention between jobs, and the protocol switches (LL, LL128) at small sizes, up to a factor of 2 below 1 MB.
import type { Bytes, BytesPerSecond, Fraction, Seconds } from '../units/units.ts';
import type { Accelerator } from './accelerator.ts';

export type Collective = 'all-reduce' | 'reduce-scatter' | 'all-gather' | 'all-to-all' | 'point-to-point';

/** Who takes part: `ranks` GPUs, of which `ranksPerDomain` share a fast fabric. */
export interface CollectiveGroup {
  readonly ranks: number;
  readonly ranksPerDomain: number;
}

export interface Link {
  readonly latency: Seconds;
  readonly bandwidth: BytesPerSecond;
}

/**
 * Share of a fabric’s nominal bandwidth that collectives reach, by a line through all-reduce times against size up to 64 MB:
 * 350 of 450 GB/s on 8 H100, 153 of 300 GB/s on 8 A100 (data/published/comm.csv).
 */
const FABRIC_SHARE: Fraction = 0.78;
const OLD_FABRIC_SHARE: Fraction = 0.51;
/** The same of a network card: 0.75–0.85 with rail-aligned InfiniBand or RoCE; the file’s own network rows are too noisy. */
const NETWORK_SHARE: Fraction = 0.78;

function fabricBandwidth({ generation, fabricBandwidth: nominal }: Accelerator): BytesPerSecond {
  return nominal * (generation === 'ampere' || generation === 'volta' ? OLD_FABRIC_SHARE : FABRIC_SHARE);
}

/** The group that every `stride`-th GPU of a cluster forms, `ranks` of them. */
export function groupOf(ranks: number, stride: number, accelerator: Accelerator): CollectiveGroup {
  return { ranks, ranksPerDomain: Math.max(1, Math.min(ranks, Math.floor(accelerator.fabricGpus / stride))) };
}

/**
 * The slowest link of the group per GPU. A ring that leaves the domain crosses it on the network cards of all its members
 * there, so that its bandwidth grows with them up to the fabric’s.
 */
export function linkOf(group: CollectiveGroup, accelerator: Accelerator): Link {
  const fabric = fabricBandwidth(accelerator);
  if (group.ranks <= group.ranksPerDomain) return { latency: accelerator.fabricLatency, bandwidth: fabric };
  const network = accelerator.networkBandwidth * NETWORK_SHARE;
  const domains = group.ranks / group.ranksPerDomain;
  return {
    latency: accelerator.fabricLatency + accelerator.networkLatency * Math.log2(Math.max(2, domains)),
    bandwidth: Math.min(fabric, network * group.ranksPerDomain),
  };
}

/**
 * Seconds of one collective over `bytes`: the whole vector for all-reduce, reduce-scatter and all-gather; what one rank
 * sends for all-to-all and point-to-point. 0 for a group of one.
 */
export function collectiveSeconds(
  collective: Collective,
  bytes: Bytes,
  group: CollectiveGroup,
  accelerator: Accelerator,
): Seconds {
  if (group.ranks <= 1 || bytes === 0) return 0;
  if (collective === 'all-to-all') return allToAllSeconds(bytes, group, accelerator);
  const link = linkOf(group, accelerator);
  return link.latency + (passes(collective, group.ranks) * bytes) / link.bandwidth;
}

/** How many times the vector crosses one GPU’s link. */
function passes(collective: Collective, ranks: number): number {
  if (collective === 'point-to-point') return 1;
  return ((collective === 'all-reduce' ? 2 : 1) * (ranks - 1)) / ranks;
}

/** Each rank keeps 1/ranks; what leaves the domain goes by its own network card, the rest by the fabric, side by side. */
function allToAllSeconds(bytes: Bytes, group: CollectiveGroup, accelerator: Accelerator): Seconds {
  const { ranks, ranksPerDomain } = group;
  const inside = Math.min(ranks, ranksPerDomain);
  const near = (bytes * (inside - 1)) / ranks / fabricBandwidth(accelerator);
  const far = (bytes * (ranks - inside)) / ranks / (accelerator.networkBandwidth * NETWORK_SHARE);
  const latency = accelerator.fabricLatency + (far > 0 ? accelerator.networkLatency : 0);
  return latency + Math.max(near, far);
}
