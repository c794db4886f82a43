// An accelerator as its data sheet and measured maxima state it. Rests on units/.
import type { Bytes, BytesPerSecond, FlopPerSecond, Seconds, Watts } from '../units/units.ts';

export type Generation = 'volta' | 'ampere' | 'ada' | 'hopper' | 'blackwell' | 'cdna3' | 'cdna4' | 'apple' | 'other';

export interface Accelerator {
  readonly name: string;
  readonly generation: Generation;
  /** Fractional year from which it could be bought; software matures from then on. */
  readonly releaseYear: number;
  /** Dense peaks, without sparsity; undefined where the format is not supported. */
  readonly peak: {
    readonly bf16: FlopPerSecond;
    readonly fp8: FlopPerSecond | undefined;
    readonly fp4: FlopPerSecond | undefined;
  };
  /** Best bf16 matrix product measured on it; undefined where none is published. */
  readonly bestMatmul: FlopPerSecond | undefined;
  readonly memory: Bytes;
  readonly memoryBandwidth: BytesPerSecond;
  /** GPUs that share the fast fabric (NVLink domain), its bandwidth per GPU one way, and its latency a collective. */
  readonly fabricGpus: number;
  readonly fabricBandwidth: BytesPerSecond;
  readonly fabricLatency: Seconds;
  /** Network between those domains, per GPU. */
  readonly networkBandwidth: BytesPerSecond;
  readonly networkLatency: Seconds;
  readonly boardPower: Watts;
  readonly source: string;
  readonly asOf: string;
}
