// Which client a request came from, where reverse proxies stand before the service. Only for limits: nothing here is stored or logged.
// A header is believed as far as trusted proxies wrote it, read from the end; without a setting no header is read at all.
import { BlockList, isIP } from 'node:net';

/** A fixed number of proxies, each of which appends the address it heard from; or the addresses that proxies have. */
export type TrustedProxies =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'list'; readonly addresses: BlockList };

export const FORWARDED_HEADERS = ['X-Forwarded-For', 'Forwarded'] as const;
export type ForwardedHeader = (typeof FORWARDED_HEADERS)[number];

const MOST_PROXIES = 10;

/** From `2`, or `10.0.0.1, 192.168.0.0/16, fd00::/8`; undefined where it is neither. */
export function parseTrustedProxies(text: string): TrustedProxies | undefined {
  if (/^\d{1,2}$/.test(text)) {
    const count = Number(text);
    return count >= 1 && count <= MOST_PROXIES ? { kind: 'count', count } : undefined;
  }
  const addresses = new BlockList();
  for (const item of text.split(',').map((part) => part.trim())) if (!allow(addresses, item)) return undefined;
  return { kind: 'list', addresses };
}

/**
 * What tells clients apart: an IPv4 address, or the /64 of an IPv6 address, which is what one customer has. `peer` is who connected,
 * `header` the header's text with all its lines joined by commas. An entry that is no address ends the reading before it.
 */
export function clientAddress(peer: string, header: string, name: ForwardedHeader, proxies: TrustedProxies): string {
  const entries = (name === 'Forwarded' ? forwardedEntries(header) : header.split(',')).slice(-MOST_PROXIES);
  let current = addressOf(peer) ?? peer;
  for (let hops = 0; isTrusted(current, hops, proxies); hops++) {
    const next = addressOf(entries.at(-1 - hops) ?? '');
    if (next === undefined) break;
    current = next;
  }
  return clientKey(current);
}

/** The part of an address that stands for one client. */
export function clientKey(address: string): string {
  const plain = addressOf(address) ?? address;
  return isIP(plain) === 6 ? `${groupsOf(plain).slice(0, 4).join(':')}::/64` : plain;
}

function isTrusted(address: string, hops: number, proxies: TrustedProxies): boolean {
  if (proxies.kind === 'count') return hops < proxies.count;
  if (hops >= MOST_PROXIES || isIP(address) === 0) return false;
  return proxies.addresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function allow(addresses: BlockList, item: string): boolean {
  const [address = '', prefix, surplus] = item.split('/');
  const version = isIP(address);
  if (version === 0 || surplus !== undefined || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return false;
  const bits = Number(prefix ?? (version === 6 ? 128 : 32));
  if (bits > (version === 6 ? 128 : 32)) return false;
  addresses.addSubnet(address, bits, version === 6 ? 'ipv6' : 'ipv4');
  return true;
}

/** `for` of each element of a Forwarded header (RFC 7239, section 4). */
function forwardedEntries(header: string): readonly string[] {
  const elements = header.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? [];
  return elements.map((element) => {
    const [, quoted, token] = /(?:^|;)\s*for\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(element) ?? [];
    return quoted ?? token ?? '';
  });
}

/** Without brackets, port, zone and the IPv6 form of an IPv4 address; undefined where it is no address. */
function addressOf(text: string): string | undefined {
  const trimmed = text.trim();
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed)?.[1];
  const withoutPort = bracketed ?? trimmed.replace(/^([\d.]+):\d+$/, '$1');
  const plain = withoutPort.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(plain) === 0 ? undefined : plain;
}

/** The eight groups of an IPv6 address in its shortest digits. */
function groupsOf(address: string): readonly string[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after];
}
