// Bad requests of all families, drawn from a seed: the same seed gives the same requests.
import type { Submission } from '../../../src/contract/api.ts';
import { publishedSummary } from '../../../src/report/published-summary.ts';
import { createRandom } from '../../../src/statistics/random.ts';
import { mutants } from '../mutation.ts';
import { badAddress } from './bad-addresses.ts';
import { badBody, oversized } from './bad-bodies.ts';
import { badFraming } from './bad-framing.ts';
import { badHead } from './bad-heads.ts';
import type { BadRequest } from './bad-request.ts';

/** One in so many is larger than anything is read. */
const OVERSIZED_EACH = 250;
/** Mutants made at once, as each batch begins with the copying of the valid document. */
const MUTANTS = 250;

/** `count` requests, none of which may be stored where `valid` is the only valid submission and is stored already. */
export function* badRequests(count: number, seed: number, valid: Submission): Generator<BadRequest> {
  const random = createRandom(seed);
  const spoilt = [...mutants(valid, MUTANTS, seed, publishedSummary)];
  const mutant = () => {
    if (spoilt.length === 0) spoilt.push(...mutants(valid, MUTANTS, random.integer(2 ** 31), publishedSummary));
    return spoilt.pop() ?? { name: 'none', text: '' };
  };
  for (let index = 0; index < count; index++) {
    const request = index % OVERSIZED_EACH === 7 ? oversized(random) : drawn();
    yield { ...request, chunks: request.chunks.map((chunk) => named(chunk, valid)) };
  }

  function drawn(): BadRequest {
    const kind = random.next();
    if (kind < 0.35) return badAddress(random);
    if (kind < 0.5) return badHead(random);
    if (kind < 0.85) return badBody(random, valid, mutant);
    return badFraming(random);
  }
}

/** Some name the stored run. */
function named(chunk: Uint8Array, { digest }: Submission): Uint8Array {
  const bytes = Buffer.from(chunk);
  return bytes.includes('%STORED%')
    ? Buffer.from(bytes.toString('latin1').replaceAll('%STORED%', digest.slice(7, 39)), 'latin1')
    : chunk;
}
