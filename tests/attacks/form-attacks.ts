// Attacks on the bytes: openings of another length or order, edited rows and paths, trees of another shape, fields that the
// protocol has not, numbers that are too large, and clocks that the client sets.
import { encodeOpening, leavesToOpen, type OpenedRow } from '../../src/proof/opening.ts';
import { levelsOf, pathOf, rowHash } from '../../src/proof/tree.ts';
import { committed, randomDigest, rootHex, WORK, type Prepared } from './arithmetic-attacks.ts';
import type { Attack, ErrorCode } from './attack.ts';
import { attacksOf } from './protocol-attacks.ts';
import type { Target } from './target.ts';

type Change = (bytes: Uint8Array<ArrayBuffer>, at: number) => Uint8Array<ArrayBuffer>;

/** Bytes of the first opened row and of its path. */
const ROW_BYTES = 4 * WORK.rows;
const ONE_BYTES = ROW_BYTES + 32 * Math.log2(WORK.rows * WORK.links);

function flipped(bytes: Uint8Array<ArrayBuffer>, place: number, bit: number): Uint8Array<ArrayBuffer> {
  const changed = bytes.slice();
  changed[place % bytes.length] = (changed[place % bytes.length] ?? 0) ^ (1 << bit);
  return changed;
}

function float(bytes: Uint8Array<ArrayBuffer>, place: number, value: number): Uint8Array<ArrayBuffer> {
  const changed = bytes.slice();
  new DataView(changed.buffer).setFloat32(place, value, true);
  return changed;
}

const EDITS: Readonly<Record<string, Change>> = {
  'one bit of a checked row': (bytes, at) => flipped(bytes, (at * 37) % ROW_BYTES, at % 8),
  'the lowest bit of a checked row': (bytes, at) => flipped(bytes, 4 * (at % WORK.rows), 0),
  'one bit of a path': (bytes, at) => flipped(bytes, ROW_BYTES + (at % 32), at % 8),
  'one bit anywhere': (bytes, at) => flipped(bytes, at * 7919, at % 8),
  'a NaN in a checked row': (bytes, at) => float(bytes, 4 * (at % WORK.rows), Number.NaN),
  'an infinity in a checked row': (bytes, at) => float(bytes, 4 * (at % WORK.rows), Number.POSITIVE_INFINITY),
  'a byte too few': (bytes) => bytes.slice(0, -1),
  'a byte too many': (bytes) => new Uint8Array([...bytes, 0]),
  'a row too few': (bytes) => bytes.slice(ONE_BYTES),
  'a row too many': (bytes) => new Uint8Array([...bytes, ...bytes.subarray(0, ONE_BYTES)]),
  nothing: () => new Uint8Array(),
  'the first two rows exchanged': (bytes) => {
    const changed = bytes.slice();
    changed.set(bytes.subarray(ONE_BYTES, 2 * ONE_BYTES), 0);
    changed.set(bytes.subarray(0, ONE_BYTES), ONE_BYTES);
    return changed;
  },
  'the first row in place of all': (bytes) => {
    const changed = bytes.slice();
    for (let place = 0; place < bytes.length; place += ONE_BYTES) changed.set(bytes.subarray(0, ONE_BYTES), place);
    return changed;
  },
  'a row scaled by two': (bytes) => {
    const changed = bytes.slice();
    const view = new DataView(changed.buffer);
    for (let place = 0; place < ROW_BYTES; place += 4) view.setFloat32(place, 2 * view.getFloat32(place, true), true);
    return changed;
  },
  'big-endian rows': (bytes) => {
    const changed = bytes.slice();
    const view = new DataView(changed.buffer);
    for (let place = 0; place < ROW_BYTES; place += 4) view.setUint32(place, view.getUint32(place, true), false);
    return changed;
  },
};

/** The same rows under a root that another tree gives them. */
async function underOtherTree(
  target: Target,
  honest: Prepared,
  order: (row: number) => number,
): Promise<Awaited<ReturnType<Target['open']>>> {
  const count = WORK.rows * WORK.links;
  const rows = Array.from({ length: count }, (_, leaf) => honest.chain.opened(order(leaf)).bits);
  const levels = levelsOf(rows.map(rowHash));
  const root = Buffer.from(levels.at(-1)?.[0] ?? []).toString('hex');
  const challenge = await withNonce(target, honest);
  const question = await target.commit(challenge, { root });
  const opened = (leaf: number): OpenedRow => {
    const at = Array.from({ length: count }, (_, place) => place).find((place) => order(place) === leaf) ?? 0;
    return { leaf, bits: rows[at] ?? new Uint32Array(), path: pathOf(levels, at) };
  };
  const leaves = question.value?.leaves ?? [];
  const opening = encodeOpening(
    WORK,
    leaves.flatMap((leaf) => leavesToOpen(WORK, leaf).map(opened)),
  );
  return target.open(challenge, opening);
}

async function withNonce(target: Target, { offer, nonce }: Prepared): Promise<string> {
  target.nonce = nonce;
  const challenge = await target.challenge(offer);
  target.nonce = undefined;
  return challenge.value?.id ?? '';
}

const TREES: Readonly<Record<string, (leaf: number) => number>> = {
  'leaves by row and then by link': (leaf) => (leaf % WORK.links) * WORK.rows + Math.floor(leaf / WORK.links),
  'leaves in the reverse order': (leaf) => WORK.rows * WORK.links - 1 - leaf,
  'two leaves exchanged, everywhere': (leaf) => leaf ^ 1,
};

const OFFERS: Readonly<Record<string, unknown>> = {
  'a field for the rate': { digest: randomDigest(), ...WORK, flop_per_second: 1e15 },
  'a field for the seed': { digest: randomDigest(), ...WORK, nonce: '0'.repeat(64) },
  'rows that there are not': { digest: randomDigest(), rows: 128, links: 8 },
  'rows beyond all memory': { digest: randomDigest(), rows: 2 ** 40, links: 8 },
  'links beyond all time': { digest: randomDigest(), rows: 256, links: 2 ** 30 },
  'links as 1e308': { digest: randomDigest(), rows: 256, links: 1e308 },
  'links that are no power of two': { digest: randomDigest(), rows: 256, links: 12 },
  'links below the fewest': { digest: randomDigest(), rows: 256, links: 4 },
  'links in a text': { digest: randomDigest(), rows: 256, links: '8' },
  'no digest': WORK,
  'a digest in capitals': { digest: randomDigest().toUpperCase(), ...WORK },
  'a list': [],
};

const BYTES: Readonly<Record<string, (target: Target) => ReturnType<Target['challenge']>>> = {
  'five thousand spaces': (target) => target.challenge(' '.repeat(5_000)),
  'a brace': (target) => target.challenge('{'),
  'a form': (target) => target.challenge('digest=1', { 'content-type': 'application/x-www-form-urlencoded' }),
  'a compressed body': (target) => target.challenge({}, { 'content-encoding': 'gzip' }),
};

const CLOCKS: Readonly<Record<string, { readonly body?: object; readonly headers?: HeadersInit; readonly code?: ErrorCode }>> = {
  'a field for the time taken': { body: { elapsed_seconds: 1e-9 }, code: 'invalid-schema' },
  'a field for the time of sending': { body: { committed_at: '2026-01-01T00:00:00Z' }, code: 'invalid-schema' },
  'a date in a header': { headers: { date: 'Thu, 01 Jan 2026 00:00:00 GMT', 'x-elapsed-seconds': '0.000001' } },
};

export function formAttacks(tries: number, honest: () => Prepared): readonly Attack[] {
  const edits = Object.fromEntries(
    Object.entries(EDITS).map(([name, change]) => [
      name,
      async (target: Target, prepared: Prepared, at: number) => {
        const { id, leaves } = await committed(target, prepared);
        return target.open(id, change(prepared.chain.opening(leaves), at));
      },
    ]),
  );
  const trees = Object.fromEntries(
    Object.entries(TREES).map(([name, order]) => [
      name,
      (target: Target, prepared: Prepared) => underOtherTree(target, prepared, order),
    ]),
  );
  const offers = Object.fromEntries(
    Object.entries(OFFERS).map(([name, offer]) => [name, (target: Target) => target.challenge(offer)]),
  );
  return [
    ...attacksOf('edited opening', edits, ['proof-refused'], tries, honest),
    ...attacksOf('another tree', trees, ['proof-refused'], tries, honest),
    ...attacksOf('an offer with', offers, ['invalid-schema'], tries, honest),
    ...attacksOf('bytes instead of an offer', BYTES, ['too-large', 'malformed-json', 'wrong-media-type'], tries, honest),
    ...clockAttacks(tries, honest),
  ];
}

/** Three seconds pass on the server's clock, whatever the client says of its own. */
function clockAttacks(tries: number, honest: () => Prepared): readonly Attack[] {
  return Object.entries(CLOCKS).map(([name, { body = {}, headers, code }]) => ({
    name: `a slow clock: ${name}`,
    tries,
    refusedBy: code === undefined ? [] : [code],
    mayBeTrue: code === undefined,
    run: async (target) => {
      const prepared = honest();
      const id = await withNonce(target, prepared);
      target.clockAhead += 3_000;
      const question = await target.commit(id, { root: rootHex(prepared.chain), ...body }, headers);
      if (question.value === undefined) return { reply: question, doneShare: 1, seconds: 3 };
      const opening = prepared.chain.opening(question.value.leaves);
      return { reply: await target.open(id, opening, headers), doneShare: 1, seconds: 3 };
    },
  }));
}
