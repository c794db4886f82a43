// The accelerators a reader can choose: those that there are data sheets of. Rests on cluster/.
import { ACCELERATORS } from '../cluster/accelerators.ts';

export const ACCELERATOR_NAMES: readonly string[] = [...new Set(ACCELERATORS.map(({ name }) => name))];
