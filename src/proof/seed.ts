// From a challenge to the words that every matrix of its chain is made of. Rests on @noble/hashes and contract/proof.ts.
import { blake2s } from '@noble/hashes/blake2.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import type { Challenge } from '../contract/proof.ts';
import type { SeedWords } from './chain.ts';

/**
 * BLAKE2s-256 (RFC 7693) of nonce (32 bytes), digest of the run (32 bytes), rows and links (u32 each, little-endian), as
 * eight little-endian words. Nothing about the chain is known before the nonce, and a proof holds for one run only.
 */
export function seedWords({ nonce, digest, rows, links }: Pick<Challenge, 'nonce' | 'digest' | 'rows' | 'links'>): SeedWords {
  const message = new Uint8Array(72);
  message.set(hexToBytes(nonce), 0);
  message.set(hexToBytes(digest.slice('sha256:'.length)), 32);
  const view = new DataView(message.buffer);
  view.setUint32(64, rows, true);
  view.setUint32(68, links, true);
  const hashed = new DataView(blake2s(message).buffer);
  return Array.from({ length: 8 }, (_, word) => hashed.getUint32(4 * word, true));
}
