// Every kernel of the suite, by family. Data; choose.ts says which one to run. Rests on the families.
import { CEILING_KERNELS } from './catalogue-ceiling.ts';
import { MATMUL_KERNELS } from './catalogue-matmul.ts';
import { MATVEC_KERNELS } from './catalogue-matvec.ts';
import type { Kernel } from './kernel.ts';

export const CATALOGUE: readonly Kernel[] = [
  ...MATMUL_KERNELS,
  ...MATVEC_KERNELS,
  ...CEILING_KERNELS,
];
