// A program that imitates a GPU says so by its name, and is as quick as a processor. A run that hides the one, or claims to
// be the other, would be ranked as what it is not.
import type { Rule } from './evidence.ts';

/** Names that software drivers give themselves (SwiftShader, Mesa's llvmpipe and lavapipe, Windows' WARP). */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b/i;
/**
 * What no processor reaches through such a driver: two EPYC 9965 have 384 cores of 64 FLOP a cycle, 9e13 FLOP/s on paper and
 * 1.2e12 bytes/s of memory (AMD, EPYC 9005 data sheet, 2024); a driver that interprets shaders reaches a small part of it.
 */
const MOST_FLOP_PER_SECOND = 3e13;
const MOST_BYTES_PER_SECOND = 4e12;

export const softwareAdapter: Rule = ({ run, summary }) => {
  const { vendor, architecture, device, description, is_fallback } = run.device.gpu;
  if (!is_fallback) {
    return SOFTWARE.test(`${vendor} ${architecture} ${device} ${description}`)
      ? { path: 'run.device.gpu', reason: 'the adapter has the name of a software driver but is not marked as one' }
      : undefined;
  }
  return summary.peak_flop_per_second.low > MOST_FLOP_PER_SECOND || summary.bandwidth_bytes_per_second.low > MOST_BYTES_PER_SECOND
    ? { path: 'run.device.gpu.is_fallback', reason: 'a software adapter is quicker here than any processor' }
    : undefined;
};
