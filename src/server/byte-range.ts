// The Range header of a request for a file (RFC 9110, section 14): one range of bytes, or the whole. Pure.

export type ByteRange =
  | { readonly kind: 'whole' }
  /** Both ends are included. */
  | { readonly kind: 'part'; readonly first: number; readonly last: number }
  | { readonly kind: 'unsatisfiable' };

/** Several ranges, other units and what is no range at all are answered with the whole, as the standard allows. */
export function byteRange(header: string | undefined, length: number): ByteRange {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return { kind: 'whole' };
  if (from === '') {
    const count = Math.min(Number(to), length);
    return count === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', first: length - count, last: length - 1 };
  }
  const first = Number(from);
  if (to !== '' && Number(to) < first) return { kind: 'whole' };
  if (first >= length) return { kind: 'unsatisfiable' };
  return { kind: 'part', first, last: to === '' ? length - 1 : Math.min(Number(to), length - 1) };
}
