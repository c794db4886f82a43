// Bad requests against a running service, several at once: what came back by family, and what must not have happened.
import type { Submission } from '../../../src/contract/api.ts';
import { badRequests } from './generate.ts';
import { send, type Reply } from './send.ts';
import type { Memory, ServerUnderRequests } from './server-under-requests.ts';

const AT_ONCE = 12;
/** Share after which caches, compiled code and allocators' stocks are there: memory is compared from here. */
const WARM = 0.65;

export interface Ordeal {
  readonly count: number;
  /** Answers by family and status; `closed` where the connection ended without one. */
  readonly replies: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Requests with a 5xx, or that the server left hanging. */
  readonly failures: readonly string[];
  /** The tables held the same rows before and after. */
  readonly isUnchanged: boolean;
  readonly warm: Memory;
  readonly end: Memory;
  /** Milliseconds of a health check afterwards. */
  readonly answersAfterwards: boolean;
}

/** Stores `valid` first, so that there is something to spoil. */
export async function ordeal(server: ServerUnderRequests, valid: Submission, count: number, seed: number): Promise<Ordeal> {
  const stored = await fetch(`${server.address}/api/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(valid),
  });
  if (stored.status !== 201) throw new Error(`the valid submission was answered with ${stored.status}: ${await stored.text()}`);
  const before = server.rows();
  const requests = badRequests(count, seed, valid);
  const replies = new Map<string, Map<string, number>>();
  const failures: string[] = [];
  const work = async (most: number, counter: { sent: number }): Promise<void> => {
    while (counter.sent < most) {
      counter.sent++;
      const { value: request } = requests.next();
      if (request === undefined) return;
      const reply = await send(server.address, request);
      const family = replies.get(request.family) ?? new Map<string, number>();
      replies.set(request.family, family);
      for (const status of wordsOf(reply)) family.set(status, (family.get(status) ?? 0) + 1);
      if (isFailure(reply)) failures.push(`${request.family}: ${request.name.slice(0, 200)} → ${wordsOf(reply).join(' ')}`);
    }
  };
  const all = (most: number) => {
    const counter = { sent: 0 };
    return Promise.all(Array.from({ length: AT_ONCE }, () => work(most, counter)));
  };
  await all(Math.floor(WARM * count));
  const warm = await server.memory();
  await all(count - Math.floor(WARM * count));
  const end = await server.memory();
  const health = await fetch(`${server.address}/api/v1/health`);
  return { count, replies, failures, isUnchanged: server.rows() === before, warm, end, answersAfterwards: health.status === 200 };
}

function wordsOf(reply: Reply): readonly string[] {
  return reply.kind === 'answered' ? reply.statuses.map(String) : [reply.kind];
}

function isFailure(reply: Reply): boolean {
  return reply.kind === 'stuck' || (reply.kind === 'answered' && reply.statuses.some((status) => status >= 500));
}
