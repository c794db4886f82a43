// Every kernel of the suite, by family. Data; choose.ts says which one to run. Rests on the families.
import { ATTENTION_BACKWARD_KERNELS } from './catalogue-attention-backward.ts';
import { ATTENTION_KERNELS } from './catalogue-attention.ts';
import { BACKWARD_KERNELS } from './catalogue-backward.ts';
import { CEILING_KERNELS } from './catalogue-ceiling.ts';
import { ELEMENTWISE_KERNELS } from './catalogue-elementwise.ts';
import { MATMUL_KERNELS } from './catalogue-matmul.ts';
import { MATVEC_KERNELS } from './catalogue-matvec.ts';
import { QUANTISED_KERNELS } from './catalogue-quantised.ts';
import { QUANTISED_INT8_KERNELS } from './catalogue-quantised-int8.ts';
import { ROW_KERNELS } from './catalogue-rows.ts';
import { SUBGROUP_MATRIX_KERNELS } from './catalogue-subgroup-matrix.ts';
import type { Kernel } from './kernel.ts';

export const CATALOGUE: readonly Kernel[] = [
  ...MATMUL_KERNELS,
  ...SUBGROUP_MATRIX_KERNELS,
  ...MATVEC_KERNELS,
  ...QUANTISED_KERNELS,
  ...QUANTISED_INT8_KERNELS,
  ...ATTENTION_KERNELS,
  ...ROW_KERNELS,
  ...ELEMENTWISE_KERNELS,
  ...BACKWARD_KERNELS,
  ...ATTENTION_BACKWARD_KERNELS,
  ...CEILING_KERNELS,
];
