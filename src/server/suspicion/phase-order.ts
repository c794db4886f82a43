// Prefill and training use each weight for many tokens, decode for one: the higher the arithmetic intensity, the higher the
// FLOP/s, on anything that has a memory (S. Williams et al., Roofline, 2009). Order, not amounts.
import type { PhaseSummary } from '../../contract/summary.ts';
import type { Rule } from './evidence.ts';

/** Slices, kernels chosen apart, and a device that slows down between the two. */
const MOST_OVER_PREFILL: Readonly<Record<string, number>> = { decode: 1.5, train: 2 };

export const phaseOrder: Rule = ({ run, summary }) => {
  for (const { id, phases } of summary.sizes) {
    const prefill = measured(phases, 'prefill');
    if (prefill === undefined) continue;
    for (const [phase, most] of Object.entries(MOST_OVER_PREFILL)) {
      const rate = measured(phases, phase)?.flop_per_second.value ?? 0;
      if (rate <= most * prefill.flop_per_second.value) continue;
      return {
        path: `run.cells[${run.cells.findIndex((cell) => cell.size === id && cell.phase === phase)}]`,
        reason: `${phase} of ${id} runs at ${rate} FLOP/s, prefill at only ${prefill.flop_per_second.value}`,
      };
    }
  }
  return undefined;
};

function measured(phases: readonly PhaseSummary[], name: string): PhaseSummary | undefined {
  return phases.find(({ phase, kind }) => phase === name && kind === 'measured');
}
