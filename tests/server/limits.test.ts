// Slow, many, and disguised clients: what each is told, and that the others are still served.
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { errorSchema } from '../../src/contract/api.ts';
import { clientAddress, clientKey, parseTrustedProxies } from '../../src/server/client-address.ts';
import { parseSettings } from '../../src/server/settings.ts';
import { openWire, startRunning } from './running.ts';

const GET = 'GET /api/v1/health HTTP/1.1\r\nHost: x\r\n';

describe('slow clients', () => {
  test('a head that trickles, a silent connection and a body that stops are ended in time, while others are served', async () => {
    const { service, url } = await startRunning({ HEADER_SECONDS: '1', REQUEST_SECONDS: '1' });
    const start = performance.now();
    const slow = await Promise.all(Array.from({ length: 30 }, () => openWire(service.address)));
    const trickle = setInterval(() => slow.forEach(({ socket }) => socket.write('X: y\r\n')), 100);
    for (const { socket } of slow) socket.write(GET);
    const silent = await openWire(service.address);
    const body = await openWire(service.address);
    body.socket.write('POST /api/v1/runs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{');
    expect((await fetch(url('/api/v1/health'))).status).toBe(200);
    const texts = await Promise.all(slow.map(({ ended }) => ended));
    clearInterval(trickle);
    expect(new Set(texts.map((text) => text.split('\r\n')[0]))).toEqual(new Set(['HTTP/1.1 408 Request Timeout']));
    await silent.ended;
    expect(await body.ended).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('a connection without a next request is closed after IDLE_SECONDS', async () => {
    const { service } = await startRunning({ IDLE_SECONDS: '1' });
    const wire = await openWire(service.address);
    wire.socket.write(`${GET}\r\n`);
    expect(await wire.ended).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('a head beyond 16 KiB gets 431, and what is no HTTP gets 400', async () => {
    const { service } = await startRunning();
    const [long, wrong] = [await openWire(service.address), await openWire(service.address)];
    long.socket.write(`${GET}X: ${'y'.repeat(17 * 1024)}\r\n\r\n`);
    expect(await long.ended).toMatch(/^HTTP\/1\.1 431 /);
    wrong.socket.write('hello\r\n\r\n');
    expect(await wrong.ended).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('many clients', () => {
  test('one too many gets 503 busy with Retry-After and its connection closed; health checks still work on it', async () => {
    const { service } = await startRunning({ MAX_CONNECTIONS: '2' });
    const [first] = [await openWire(service.address), await openWire(service.address)];
    const [surplus, checking] = [await openWire(service.address), await openWire(service.address)];
    surplus.socket.write(`${GET}\r\n`);
    const text = await surplus.ended;
    expect(text).toMatch(/^HTTP\/1\.1 503 /);
    expect(text).toMatch(/\r\nretry-after: \d+\r\n/i);
    expect(errorSchema.parse(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))).error.code).toBe('busy');
    checking.socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await checking.head()).toMatch(/^HTTP\/1\.1 200 /);
    first.socket.write(`${GET}\r\n`);
    expect(await first.head()).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('a place that is given up is free for the next', async () => {
    const { service } = await startRunning({ MAX_CONNECTIONS: '1' });
    const first = await openWire(service.address);
    first.socket.destroy();
    await first.ended;
    await pause(50);
    const second = await openWire(service.address);
    second.socket.write(`${GET}\r\n`);
    expect(await second.head()).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('clients behind proxies', () => {
  const address = (
    header: string,
    proxies: string,
    name: 'X-Forwarded-For' | 'Forwarded' = 'X-Forwarded-For',
    peer = '10.0.0.1',
  ) => clientAddress(peer, header, name, parseTrustedProxies(proxies) ?? { kind: 'count', count: Number.NaN });

  test.each([
    ['one proxy', '203.0.113.7', '1', '203.0.113.7'],
    ['an entry that the client made up', '198.51.100.1, 203.0.113.7', '1', '203.0.113.7'],
    ['two proxies', '203.0.113.7, 10.0.0.2', '2', '203.0.113.7'],
    ['two proxies and an entry made up', '1.1.1.1, 203.0.113.7, 10.0.0.2', '2', '203.0.113.7'],
    ['no header', '', '1', '10.0.0.1'],
    ['an entry that is no address', 'unknown', '1', '10.0.0.1'],
    ['a port', '203.0.113.7:4711', '1', '203.0.113.7'],
    ['proxies by address', '1.1.1.1, 203.0.113.7, 10.9.9.9', '10.0.0.0/8', '203.0.113.7'],
    ['an untrusted peer', '203.0.113.7', '192.168.0.0/16', '10.0.0.1'],
    ['IPv6 by its /64', '2001:db8:1:2:3:4:5:6', '1', '2001:db8:1:2::/64'],
    ['IPv6 in brackets with a port', '[2001:db8::5]:4711', '1', '2001:db8:0:0::/64'],
  ])('%s', (_name, header, proxies, expected) => {
    expect(address(header, proxies)).toBe(expected);
  });

  test.each([
    ['for=203.0.113.7;proto=https', '203.0.113.7'],
    ['for=1.1.1.1, For="203.0.113.7:80"', '203.0.113.7'],
    ['by=x;for="[2001:db8:1:2::1]:4711"', '2001:db8:1:2::/64'],
    ['for=_hidden', '10.0.0.1'],
    ['proto="a,b;for=9.9.9.9"', '10.0.0.1'],
    ['for="', '10.0.0.1'],
  ])('Forwarded: %s', (header, expected) => {
    expect(address(header, '1', 'Forwarded')).toBe(expected);
  });

  test('an IPv4 peer on an IPv6 socket is its IPv4 address', () => {
    expect(clientKey('::ffff:203.0.113.7')).toBe('203.0.113.7');
    expect(address('203.0.113.7', '10.0.0.1', 'X-Forwarded-For', '::ffff:10.0.0.1')).toBe('203.0.113.7');
  });

  test.each(['0', '11', '-1', 'all', '10.0.0.0/33', '10.0.0.1,', '10.0.0.0/8/8', '*', 'fd00::/129'])(
    'TRUSTED_PROXIES=%s is refused',
    (text) => {
      expect(parseTrustedProxies(text)).toBeUndefined();
      expect(parseSettings({ TRUSTED_PROXIES: text })).toMatchObject({
        kind: 'invalid',
        message: expect.stringMatching(/^TRUSTED_PROXIES must be /) as string,
      });
    },
  );

  const statuses = async (environment: Readonly<Record<string, string>>, clients: readonly string[]) => {
    const { url } = await startRunning({ SUBMISSIONS_PER_MINUTE: '1', ...environment });
    const answers: Response[] = [];
    for (const client of clients)
      answers.push(await fetch(url('/api/v1/runs'), { method: 'POST', headers: { 'x-forwarded-for': client } }));
    return answers;
  };

  test('with a trusted proxy each client has its own limit; a refusal says when to come back', async () => {
    const answers = await statuses({ TRUSTED_PROXIES: '1' }, ['203.0.113.1', '203.0.113.2', '6.6.6.6, 203.0.113.1']);
    expect(answers.map(({ status }) => status)).toEqual([415, 415, 429]);
    expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('without one the header changes nothing', async () => {
    expect((await statuses({}, ['203.0.113.1', '203.0.113.2'])).map(({ status }) => status)).toEqual([415, 429]);
  });
});

describe('settings together', () => {
  test.each([
    [{ METRICS_HOST: '0.0.0.0' }, 'METRICS_HOST needs METRICS_PORT'],
    [{ METRICS_PORT: '8711' }, 'METRICS_PORT must be another port than PORT'],
    [{ HEADER_SECONDS: '61' }, 'HEADER_SECONDS must be at most REQUEST_SECONDS'],
    [{ FORWARDED_HEADER: 'Forwarded' }, 'FORWARDED_HEADER needs TRUSTED_PROXIES'],
    [{ MAX_CONNECTIONS: '0' }, 'MAX_CONNECTIONS must be a whole number from 1'],
    [{ LOG_FORMAT: 'xml' }, 'LOG_FORMAT must be text or json'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be error, warn, info, debug'],
  ])('%j is refused', (environment, message) => {
    expect(parseSettings(environment)).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining(message) as string,
    });
  });
});
