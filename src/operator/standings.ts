// `hide` and `restore`: a person's word about a run, public with its reason.
import { RunStore } from '../server/run-store.ts';
import type { NewStanding } from '../server/standing.ts';
import { runId } from './run-id.ts';
import { UsageError, type Call, type Verb } from './verb.ts';
import type { ExitName } from './exit-codes.ts';

const LONGEST_REASON = 500;
const REASON = { type: 'string', value: 'TEXT', purpose: 'why, in a sentence; it stands in the public log' } as const;

export const hide: Verb = {
  purpose: 'take a run out of all lists and counts; its page says why',
  operands: ['ID'],
  flags: { reason: REASON },
  run: (call) => change(call, 'hidden', 'hidden'),
};

export const restore: Verb = {
  purpose: 'list a run that is held or hidden, and count it',
  operands: ['ID'],
  flags: { reason: REASON },
  run: (call) => change(call, 'listed', 'restored'),
};

async function change(call: Call, standing: NewStanding['standing'], action: NewStanding['action']): Promise<ExitName> {
  const id = runId(call.operands[0]);
  const reason = reasonOf(call.flags);
  const outcome = await new RunStore(await call.open()).setStanding(id, { standing, reason, action });
  const lines: Readonly<Record<typeof outcome, string>> = {
    changed: `Run ${id} is ${action}.`,
    unchanged: `Run ${id} is ${standing} already.`,
    'not-found': `There is no run ${id}.`,
    deleted: `Run ${id} was deleted by whoever submitted it; nothing of it is left to show.`,
  };
  call.say(lines[outcome]);
  return outcome === 'changed' || outcome === 'unchanged' ? 'done' : 'notFound';
}

function reasonOf(flags: ReadonlyMap<string, string>): string {
  const reason = flags.get('reason')?.replaceAll(/\s+/g, ' ').trim() ?? '';
  if (reason === '') throw new UsageError('--reason is needed: a sentence that stands in the public log.');
  if (reason.length > LONGEST_REASON || /\p{Cc}/u.test(reason))
    throw new UsageError(`--reason must be at most ${LONGEST_REASON} characters of plain text.`);
  return reason;
}
