// Bad paths, methods, queries and identifiers, for every endpoint of the table.
import type { Random } from '../../../src/statistics/random.ts';
import { written, type BadRequest } from './bad-request.ts';
import { hexadecimal, letters, NASTY_TEXTS, oneOf } from './draw.ts';
import { BASE, TARGETS, type Target } from './endpoints.ts';

const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

/** A path of the target with parameters that nothing has, or that are none. */
export function badPath({ path }: Target, random: Random): string {
  return BASE + path.replace(/:\w+/g, () => badParameter(random));
}

function badParameter(random: Random): string {
  return oneOf(
    [
      () => hexadecimal(32, random),
      () => hexadecimal(oneOf([1, 31, 33, 64, 3000], random), random),
      () => hexadecimal(32, random).toUpperCase(),
      () => encoded(oneOf(NASTY_TEXTS, random)) || '%20',
      () => oneOf(['%', '%2', '%zz', '%00', '%c0%af', '%ff%fe', '%ed%a0%80', '%2e%2e', '..%2f..', '%252e'], random),
      () => letters(12, random),
    ],
    random,
  )();
}

export function badAddress(random: Random): BadRequest {
  const target = oneOf(TARGETS, random);
  return oneOf([badlyPathed, badlyAsked, badlyMethod, oddTarget], random)(target, random);
}

function badlyPathed(target: Target, random: Random): BadRequest {
  const path = target.path.includes(':') ? badPath(target, random) : oddPath(target, random);
  const method = target.path.includes(':') ? oneOf([target.method, 'GET'], random) : 'GET';
  const body = method === 'POST' ? oneOf(['{}', '[]', 'x'], random) : undefined;
  const headers = method === 'POST' ? ([['Content-Type', 'application/json']] as const) : [];
  return {
    family: 'paths',
    name: `${method} ${path}`,
    chunks: [written({ method, target: path, headers, body: body ?? '' })],
    ending: 'wait',
  };
}

function oddPath({ path }: Target, random: Random): string {
  return oneOf(
    [
      () => `${BASE}${path}/`,
      () => `${BASE}/${path}`,
      () => `${BASE}${path}/${encoded(oneOf(NASTY_TEXTS, random))}`,
      () => `${BASE}${path.toUpperCase()}`,
      () => `/api/v2${path}`,
      () => `${BASE}${path}%00`,
      () => `${BASE}/../..${path}`,
      () => `/api/${letters(5, random)}/../v1${path};a=b`,
      () => `/${'a/'.repeat(oneOf([10, 500, 3000], random))}`,
      () => `/${oneOf(['.env', '.git/config', 'wp-login.php', 'assets/../../package.json', '%2e%2e/%2e%2e/etc/passwd'], random)}`,
      () => `/assets/${encoded(oneOf(NASTY_TEXTS, random))}`,
    ],
    random,
  )();
}

function badlyAsked(target: Target, random: Random): BadRequest {
  const path = BASE + target.path.replace(/:\w+/g, () => hexadecimal(32, random));
  const count = oneOf([1, 1, 2, 3, 200], random);
  const query = Array.from({ length: count }, () => badPair(random)).join(oneOf(['&', '&', ';', '&&'], random));
  const method = oneOf(['GET', target.method === 'POST' ? 'GET' : target.method], random);
  return {
    family: 'queries',
    name: `${method} ${path}?${query.slice(0, 200)}`,
    chunks: [written({ method, target: `${path}?${query}` })],
    ending: 'wait',
  };
}

function badPair(random: Random): string {
  const name = oneOf(
    ['limit', 'cursor', 'gpu', 'run', 'population', 'suite_major', 'theme', 'proof', '__proto__', letters(4, random), ''],
    random,
  );
  const value = oneOf(
    [
      () => encoded(oneOf(NASTY_TEXTS, random)),
      () => oneOf(['%', '%zz', '%ff', '+', '%00', '%u0041', '%f0%9f'], random),
      () =>
        Buffer.from(oneOf(['', 'x', '2026-01-01', `2026-07-01T00:00:00.000Z ${hexadecimal(31, random)}`], random)).toString(
          'base64url',
        ),
      () => Buffer.from(letters(40, random)).toString('base64'),
      () => hexadecimal(32, random),
      () => String(oneOf([0, -1, 101, 1e6, 0.5, 2 ** 53], random)),
    ],
    random,
  )();
  return `${oneOf([encoded(name), `${encoded(name)}[]`, `${encoded(name)}[a]`], random)}=${value}`;
}

function badlyMethod(target: Target, random: Random): BadRequest {
  const method = oneOf(
    [
      'PUT',
      'PATCH',
      'TRACE',
      'CONNECT',
      'PROPFIND',
      'M-SEARCH',
      'get',
      'GETT',
      'G\u00cbT',
      '',
      'PRI',
      'DELETE',
      'OPTIONS',
      letters(20, random).toUpperCase(),
      'A'.repeat(9000),
    ],
    random,
  );
  const path = BASE + target.path.replace(/:\w+/g, () => hexadecimal(32, random));
  return {
    family: 'methods',
    name: `${method.slice(0, 30)} ${path}`,
    chunks: [written({ method, target: path })],
    ending: 'wait',
  };
}

function oddTarget(target: Target, random: Random): BadRequest {
  const path = BASE + target.path.replace(/:\w+/g, 'x');
  const odd = oneOf(
    [
      '*',
      '',
      ' ',
      'http://[::1',
      `http://other.example${path}x`,
      `https://u:p@x${path}x`,
      '//',
      '///x',
      path + '\u0080\u00ff',
      `${path} x`,
      `${path}x#y`,
      '?',
      'a',
      `/${'%41'.repeat(3000)}`,
      `${path}?${'a'.repeat(20_000)}`,
    ],
    random,
  );
  return {
    family: 'request lines',
    name: JSON.stringify(odd.slice(0, 100)),
    chunks: [written({ method: 'GET', target: odd })],
    ending: 'wait',
  };
}
