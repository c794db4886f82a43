// Pairs of GPU timestamps around passes, and their way back to the host. Rests on nothing.
import type { Seconds } from '../units/units.ts';

/** Passes that one submission can time. */
export const MOST_PASSES = 512;

export class TimestampRing {
  private readonly set: GPUQuerySet;
  private readonly resolved: GPUBuffer;
  private readonly staging: GPUBuffer;

  constructor(device: GPUDevice) {
    this.set = device.createQuerySet({ type: 'timestamp', count: 2 * MOST_PASSES });
    this.resolved = device.createBuffer({
      size: 16 * MOST_PASSES,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
    this.staging = device.createBuffer({ size: 16 * MOST_PASSES, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  }

  writes(pass: number): GPUComputePassTimestampWrites {
    return { querySet: this.set, beginningOfPassWriteIndex: 2 * pass, endOfPassWriteIndex: 2 * pass + 1 };
  }

  encodeResolve(encoder: GPUCommandEncoder, passes: number): void {
    encoder.resolveQuerySet(this.set, 0, 2 * passes, this.resolved, 0);
    encoder.copyBufferToBuffer(this.resolved, 0, this.staging, 0, 16 * passes);
  }

  async readStamps(passes: number): Promise<BigUint64Array> {
    await this.staging.mapAsync(GPUMapMode.READ, 0, 16 * passes);
    const stamps = new BigUint64Array(this.staging.getMappedRange(0, 16 * passes).slice(0));
    this.staging.unmap();
    return stamps;
  }

  /** Duration of each pass; zero or negative where the clock says so, which the reader must void. */
  async read(passes: number): Promise<readonly Seconds[]> {
    const stamps = await this.readStamps(passes);
    return Array.from(
      { length: passes },
      (_, pass) => Number(BigInt.asIntN(64, (stamps[2 * pass + 1] ?? 0n) - (stamps[2 * pass] ?? 0n))) / 1e9,
    );
  }

  destroy(): void {
    this.set.destroy();
    this.resolved.destroy();
    this.staging.destroy();
  }
}
