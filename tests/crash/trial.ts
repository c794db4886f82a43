// One kind of trouble, done so often under load, and what came of it.
import type { Audit } from './audit.ts';
import type { LoadRecord } from './load.ts';

export interface Trial {
  readonly database: 'sqlite' | 'postgresql';
  readonly trouble: string;
  readonly times: number;
  readonly record: LoadRecord;
  readonly audit: Audit;
  /** What was promised and did not happen, beyond the audit. */
  readonly broken: readonly string[];
}

/** Everything that a trial may not have, in words. */
export function faultsOf({ record, audit, broken }: Trial): readonly string[] {
  return [
    ...(record.acknowledged.size === 0 ? ['nothing was acknowledged, so nothing was tried'] : []),
    ...(audit.lost > 0 ? [`${audit.lost} acknowledged runs are lost`] : []),
    ...(audit.doubled > 0 ? [`${audit.doubled} runs are doubled`] : []),
    ...(audit.unknown > 0 ? [`${audit.unknown} runs were never sent`] : []),
    ...(record.unclear > 0 ? [`${record.unclear} answers 503 without Retry-After or the API's error`] : []),
    ...[...record.answers.keys()].filter((status) => /^5(?!03)/.test(status)).map((status) => `answers ${status}`),
    ...audit.faults,
    ...broken,
  ];
}
