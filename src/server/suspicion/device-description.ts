// Whether a device as described can exist: its limits, its subgroups, and the system that it is said to run on.
// Unknown names and empty fields pass: browsers hide what they please.
import type { Rule } from './evidence.ts';

/**
 * Twice what any driver offered in gpuinfo.org's reports of Vulkan and Metal devices by 2026: 1,024 invocations (1,536 at most),
 * and 64 KiB (228 KiB on NVIDIA's own interface, which WebGPU does not reach) of memory in a workgroup.
 */
const MOST_INVOCATIONS = 3072;
const MOST_WORKGROUP_BYTES = 512 * 1024;
/** WebGPU's own bound of subgroup sizes (W3C, WebGPU, section 3.6, subgroupMaxSize). */
const MOST_SUBGROUP = 128;
/** WebGPU's answer where the driver says nothing. */
const UNKNOWN_SUBGROUP = [4, 128] as const;

/** Systems on which a vendor's GPUs have no driver. Linux is never among them: there are free drivers for all. */
const NOWHERE: readonly (readonly [vendor: RegExp, os: RegExp])[] = [
  [/^apple$/i, /windows|android|chrome ?os/i],
  [/^(qualcomm|arm|img-tec|samsung)$/i, /mac|ios/i],
  [/^(nvidia|amd|intel)$/i, /^ios$/i],
];

export const deviceDescription: Rule = ({ run: { device } }) => {
  const { limits, subgroup_min: least, subgroup_max: most, gpu, host } = device;
  if ((limits['maxComputeInvocationsPerWorkgroup'] ?? 0) > MOST_INVOCATIONS)
    return { path: 'run.device.limits', reason: `no GPU takes more than ${MOST_INVOCATIONS} invocations in a workgroup` };
  if ((limits['maxComputeWorkgroupStorageSize'] ?? 0) > MOST_WORKGROUP_BYTES)
    return { path: 'run.device.limits', reason: `no GPU has more than ${MOST_WORKGROUP_BYTES} bytes of workgroup memory` };
  if (![least, most].every((size) => size <= MOST_SUBGROUP && Number.isInteger(Math.log2(size || 1))) || least > most)
    return { path: 'run.device.subgroup_min', reason: `no GPU has subgroups of ${least} to ${most}` };
  // NVIDIA: 32 threads a warp on every GPU since 2006 (CUDA C++ Programming Guide, section 4.1).
  const isTold = most > 0 && !(least === UNKNOWN_SUBGROUP[0] && most === UNKNOWN_SUBGROUP[1]);
  if (/^nvidia$/i.test(gpu.vendor) && !gpu.is_fallback && isTold && (least !== 32 || most !== 32))
    return { path: 'run.device.subgroup_min', reason: `NVIDIA's subgroups have 32 invocations, not ${least} to ${most}` };
  if (NOWHERE.some(([vendor, os]) => vendor.test(gpu.vendor) && os.test(host.os)))
    return { path: 'run.device.host.os', reason: `a GPU of ${gpu.vendor} does not run under ${host.os}` };
  if (/^safari/i.test(host.browser) && host.os !== '' && !/mac|ios|unknown/i.test(host.os))
    return { path: 'run.device.host.browser', reason: `${host.browser} does not run under ${host.os}` };
  return undefined;
};
