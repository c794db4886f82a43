// Requests that end too early or too late, contradict themselves about where they end, come in pieces or several at once.
import type { Random } from '../../../src/statistics/random.ts';
import { written, type BadRequest } from './bad-request.ts';
import { unlovedText } from './bad-bodies.ts';
import { hexadecimal, letters, noise, oneOf } from './draw.ts';
import { BASE } from './endpoints.ts';

export function badFraming(random: Random): BadRequest {
  return oneOf([cutShort, contradicting, badChunks, pipelined, inPieces], random)(random);
}

const path = (random: Random) =>
  BASE +
  oneOf(
    [
      '/runs',
      '/challenges',
      `/challenges/${hexadecimal(32, random)}/commitment`,
      `/challenges/${hexadecimal(32, random)}/opening`,
    ],
    random,
  );
const head = (target: string, framing: string) =>
  `POST ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n${framing}\r\n\r\n`;

function cutShort(random: Random): BadRequest {
  const whole = Buffer.from(
    written({
      method: 'POST',
      target: path(random),
      headers: [['Content-Type', 'application/json']],
      body: unlovedText(random).slice(0, 5000),
    }),
  );
  const at = random.integer(whole.length);
  return {
    family: 'cut short',
    name: `after ${at} of ${whole.length} bytes`,
    chunks: [whole.subarray(0, at)],
    ending: oneOf(['finish', 'vanish'] as const, random),
  };
}

function contradicting(random: Random): BadRequest {
  const framing = oneOf(
    [
      'Content-Length: 5\r\nContent-Length: 6',
      'Content-Length: 5\r\nTransfer-Encoding: chunked',
      'Transfer-Encoding: chunked, identity',
      'Transfer-Encoding: identity',
      'Transfer-Encoding: xchunked',
      'Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip',
      'Content-Length: -1',
      'Content-Length: 0x5',
      'Content-Length: 1e1',
      'Content-Length: 99999999999999999999999999',
      'Content-Length: +5',
      'Content-Length: 3',
      'Content-Length: 20',
      'Content-Length:',
    ],
    random,
  );
  return { family: 'lengths', name: framing, chunks: [Buffer.from(`${head(path(random), framing)}{"a":`)], ending: 'finish' };
}

function badChunks(random: Random): BadRequest {
  const body = oneOf(
    [
      '5\r\n{"a":\r\n',
      'ffffffffffffffff\r\nx',
      'fffffffffffffffffffffffff\r\nx',
      '-1\r\nx\r\n0\r\n\r\n',
      'z\r\nx\r\n0\r\n\r\n',
      '1\r\nxx\r\n0\r\n\r\n',
      `1;${'a'.repeat(20_000)}\r\n{\r\n0\r\n\r\n`,
      '1\n{\n0\n\n',
      `0\r\n${Array.from({ length: 500 }, (_, index) => `T${index}: x`).join('\r\n')}\r\n\r\n`,
      `${'1\r\n[\r\n'.repeat(2000)}0\r\n\r\n`,
      '0\r\n\r\n',
    ],
    random,
  );
  return {
    family: 'chunks',
    name: JSON.stringify(body.slice(0, 60)),
    chunks: [Buffer.from(head(path(random), 'Transfer-Encoding: chunked') + body)],
    ending: 'finish',
  };
}

/** Several requests in one write: answered in order, and after one that is none the connection ends. */
function pipelined(random: Random): BadRequest {
  const one = () =>
    oneOf(
      [
        () => `GET ${BASE}/runs?limit=0 HTTP/1.1\r\nHost: x\r\n\r\n`,
        () => `GET ${BASE}/health HTTP/1.1\r\nHost: x\r\n\r\n`,
        () => `DELETE ${BASE}/runs/${hexadecimal(32, random)} HTTP/1.1\r\nHost: x\r\n\r\n`,
        () => `POST ${path(random)} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
        () =>
          `POST ${BASE}/runs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\nGET ${BASE}/health HTTP/1.1\r\nHost: x\r\nX: 12345678901234\r\n\r\n`,
      ],
      random,
    )();
  const requests = Array.from({ length: oneOf([2, 5, 30], random) }, one).join('');
  const last = oneOf(
    [`GET ${BASE}/none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, `${letters(30, random)}\r\n\r\n`],
    random,
  );
  return { family: 'pipelined', name: `${requests.length} bytes`, chunks: [Buffer.from(requests + last)], ending: 'finish' };
}

function inPieces(random: Random): BadRequest {
  const body = oneOf<string | Uint8Array>([unlovedText(random).slice(0, 400), noise(300, random)], random);
  const whole = Buffer.from(
    written({ method: 'POST', target: path(random), headers: [['Content-Type', 'application/json']], body }),
  );
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < whole.length;) {
    const to = from + 1 + random.integer(60);
    chunks.push(whole.subarray(from, to));
    from = to;
  }
  return { family: 'pieces', name: `${whole.length} bytes in ${chunks.length} pieces`, chunks, ending: 'wait' };
}
