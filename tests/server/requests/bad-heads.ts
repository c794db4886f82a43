// Bad headers: too large, too many, contradicting, in characters that they cannot hold; secrets, ranges and types that are none.
import type { Random } from '../../../src/statistics/random.ts';
import { written, type BadRequest } from './bad-request.ts';
import { hexadecimal, letters, NASTY_TEXTS, oneOf } from './draw.ts';
import { BASE } from './endpoints.ts';

type Head = readonly [string, string];

export function badHead(random: Random): BadRequest {
  return oneOf([oddHeaders, oddSecret, oddType, rawHead], random)(random);
}

const latin = (text: string) => [...text].filter((letter) => letter >= ' ' && letter <= '\u00ff').join('');

function oddHeaders(random: Random): BadRequest {
  const headers = oneOf(
    [
      (): Head[] => [['X-Large', 'a'.repeat(oneOf([8_000, 15_900, 17_000, 70_000], random))]],
      (): Head[] => Array.from({ length: oneOf([100, 2_500], random) }, (_, index): Head => [`X-${index}`, '1']),
      (): Head[] => [
        [
          'Range',
          oneOf(['bytes=0-', 'bytes=9-1', 'bytes=-', 'bytes=0-0,1-1,2-2', `bytes=${'0-1,'.repeat(900)}0-1`, 'apples=1'], random),
        ],
      ],
      (): Head[] => [['If-None-Match', oneOf(['*', 'W/', '"', '""""', `"${letters(5000, random)}"`], random)]],
      (): Head[] => [['If-Modified-Since', oneOf(['yesterday', '0', '-1', 'Thu, 99 Foo 9999 99:99:99 GMT'], random)]],
      (): Head[] => [['Accept', oneOf(['*/*;q=2', 'x', ','.repeat(5000), latin(oneOf(NASTY_TEXTS, random))], random)]],
      (): Head[] => [
        ['Accept-Encoding', oneOf(['gzip;q=0', 'identity;q=0,*;q=0', 'x'.repeat(5000), 'br,'.repeat(1000)], random)],
      ],
      (): Head[] => [['X-Forwarded-For', oneOf(['::', '1.2.3.4, 5', '999.999.999.999', letters(3000, random)], random)]],
      (): Head[] => [['Forwarded', oneOf(['for=', 'for="', 'for=_x;;;', `for=${letters(2000, random)}`], random)]],
      (): Head[] => [
        ['Origin', oneOf(['null', 'http://', 'x', 'http://evil.example'], random)],
        ['Access-Control-Request-Method', 'PUT'],
      ],
      (): Head[] => [['Host', oneOf(['', 'a b', 'evil.example:99999', '[::', letters(3000, random)], random)]],
      (): Head[] => [['Expect', oneOf(['100-continue', '200-ok', 'x'.repeat(1000)], random)]],
      (): Head[] => [
        ['Upgrade', oneOf(['websocket', 'h2c', 'TLS/1.0'], random)],
        ['Connection', 'Upgrade, close'],
      ],
      (): Head[] => [['Cookie', `${letters(7000, random)}=${letters(7000, random)}`]],
      (): Head[] => [['X-HTTP-Method-Override', 'DELETE']],
    ],
    random,
  )();
  const target = `${BASE}/${oneOf(['none', `runs/${hexadecimal(32, random)}`, 'runs?limit=0', 'devices/none?x=1'], random)}`;
  return {
    family: 'headers',
    name: headers[0]?.join(': ').slice(0, 100) ?? '',
    chunks: [written({ method: 'GET', target, headers })],
    ending: 'wait',
  };
}

/** Deletion of runs by what is not their secret. */
function oddSecret(random: Random): BadRequest {
  const authorization = oneOf(
    [
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${hexadecimal(32, random)}`,
      `bearer ${hexadecimal(32, random)}`,
      `Basic ${letters(20, random)}`,
      `Bearer ${hexadecimal(31, random)}`,
      `Bearer ${letters(5000, random)}`,
      `Bearer ${latin(oneOf(NASTY_TEXTS, random))}`,
    ],
    random,
  );
  const target = `${BASE}/runs/${oneOf([hexadecimal(32, random), '%STORED%'], random)}`;
  const headers = [['Authorization', authorization]] as const;
  return {
    family: 'secrets',
    name: `DELETE ${authorization.slice(0, 60)}`,
    chunks: [written({ method: 'DELETE', target, headers })],
    ending: 'wait',
  };
}

function oddType(random: Random): BadRequest {
  const type = oneOf(
    [
      '',
      'text/plain',
      'application/json; charset=utf-16',
      'application/json; charset=latin1',
      'application/json;',
      'application/jsonx',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/octet-stream',
      'json',
      latin(oneOf(NASTY_TEXTS, random)),
      'application/json, text/plain',
      `application/json; ${'a=b; '.repeat(500)}`,
    ],
    random,
  );
  const path = oneOf(
    [
      '/runs',
      '/challenges',
      `/challenges/${hexadecimal(32, random)}/commitment`,
      `/challenges/${hexadecimal(32, random)}/opening`,
    ],
    random,
  );
  const encoding = oneOf(
    [[], [['Content-Encoding', oneOf(['gzip', 'br', 'deflate', 'zstd', 'identity, gzip', 'x'], random)] as const]],
    random,
  );
  const headers: Head[] = [['Content-Type', type], ...encoding];
  return {
    family: 'types',
    name: `${path} ${type.slice(0, 60)}`,
    chunks: [written({ method: 'POST', target: BASE + path, headers, body: '{"a": 1}' })],
    ending: 'wait',
  };
}

function rawHead(random: Random): BadRequest {
  const target = `${BASE}/none`;
  const head = oneOf(
    [
      `GET ${target}\r\n\r\n`,
      `GET ${target} HTTP/0.9\r\n\r\n`,
      `GET ${target} HTTP/2.0\r\nHost: x\r\n\r\n`,
      `GET ${target} HTTP/1.1\r\n\r\n`,
      `GET ${target} HTTP/1.1\nHost: x\nConnection: close\n\n`,
      `GET ${target} HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: close\r\n\r\n`,
      `GET ${target} HTTP/1.1\r\nHost : x\r\nConnection: close\r\n\r\n`,
      `GET ${target} HTTP/1.1\r\nHost: x\r\n folded\r\nConnection: close\r\n\r\n`,
      `GET ${target} HTTP/1.1\r\nHost: x\r\nX-\u0001: y\r\nConnection: close\r\n\r\n`,
      `GET ${target} HTTP/1.1\r\nHost: x\r\nX: \u0000\r\nConnection: close\r\n\r\n`,
      `GET ${target} HTTP/1.1\r\nHost: x\r\n: y\r\nConnection: close\r\n\r\n`,
      `GET ${target} HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n`,
      `\r\n\r\n\r\nGET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
      `${letters(300, random)}\r\n\r\n`,
      'SSH-2.0-OpenSSH_9.9\r\n',
    ],
    random,
  );
  return {
    family: 'request lines',
    name: JSON.stringify(head.slice(0, 100)),
    chunks: [Buffer.from(head, 'latin1')],
    ending: 'finish',
  };
}
