// The name under which a GPU is shown and its runs are listed. Rests on contract/.
// Browsers say little: usually vendor and architecture, sometimes nothing; a description only where a flag allows it.
import type { DeviceProfile } from '../contract/run.ts';

const LONGEST = 120;

/** Software drivers by the name they give themselves somewhere in the adapter's fields. */
const SOFTWARE: readonly (readonly [RegExp, string])[] = [
  [/swiftshader/i, 'SwiftShader'],
  [/llvmpipe|lavapipe/i, 'llvmpipe'],
  [/basic render|warp/i, 'WARP'],
];

/** E.g. `nvidia ada-lovelace`, `NVIDIA H100 PCIe`, `software (SwiftShader)`, `unknown GPU`. */
export function gpuName({ vendor, architecture, device, description, is_fallback }: DeviceProfile['gpu']): string {
  const name = clean(description) || clean(`${vendor} ${architecture}`);
  if (!is_fallback) return name || 'unknown GPU';
  const fields = `${vendor} ${architecture} ${device} ${description}`;
  const driver = SOFTWARE.find(([pattern]) => pattern.test(fields))?.[1] ?? name;
  return `software (${driver || 'unknown'})`;
}

/** Whether a name of `gpuName` is that of a program that imitates a GPU. */
export function isSoftwareName(name: string): boolean {
  return name.startsWith('software (');
}

function clean(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST)
    .trim();
}
