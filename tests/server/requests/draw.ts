// Drawing for the generators: one of several, and texts that programs stumble over.
import type { Random } from '../../../src/statistics/random.ts';

export function oneOf<T>(items: readonly T[], random: Random): T {
  const item = items[random.integer(items.length)];
  if (item === undefined) throw new RangeError('one of nothing');
  return item;
}

export function letters(count: number, random: Random, alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'): string {
  return Array.from({ length: count }, () => alphabet[random.integer(alphabet.length)]).join('');
}

export const hexadecimal = (count: number, random: Random) => letters(count, random, '0123456789abcdef');

export function noise(count: number, random: Random): Uint8Array {
  return Uint8Array.from({ length: count }, () => random.integer(256));
}

/** Texts as a value of a query, an identifier, a name: not encoded. */
export const NASTY_TEXTS: readonly string[] = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  'NaN',
  'Infinity',
  '0x10',
  '99999999999999999999999999',
  '1;drop table runs',
  "' or '1'='1",
  '"; select 1; --',
  '%',
  '_',
  '\u0000',
  '\u0007\u001b[31m',
  '\r\nSet-Cookie: a=b',
  '../../etc/passwd',
  '..\\..\\windows',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'ünïcödé',
  '\u{1f4a5}\u{1f4a5}',
  '\u202eevil',
  '\ufeff',
  'a'.repeat(301),
  'a'.repeat(4000),
  '<script>alert(1)</script>',
  '${jndi:ldap://x}',
  '{{7*7}}',
  '[object Object]',
  'null',
  'undefined',
  'true',
];
