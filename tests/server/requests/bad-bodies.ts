// Bad bodies: no JSON, JSON that no program likes, bytes that are no text, too many of them, compressed ones; and submissions of
// which one thing is wrong (mutation.ts).
import { gzipSync } from 'node:zlib';
import type { Submission } from '../../../src/contract/api.ts';
import type { Random } from '../../../src/statistics/random.ts';
import type { Mutant } from '../mutation.ts';
import { written, type BadRequest } from './bad-request.ts';
import { hexadecimal, letters, NASTY_TEXTS, noise, oneOf } from './draw.ts';
import { BASE } from './endpoints.ts';

const JSON_TYPE = ['Content-Type', 'application/json'] as const;
const BOMB = gzipSync(Buffer.alloc(8 * 1024 * 1024));

/** Those of POST /runs are `mutants`; `valid` is what others are twisted from. */
export function badBody(random: Random, valid: Submission, mutant: () => Mutant): BadRequest {
  return oneOf([mutated, mutated, mutated, twisted, unlovedJson, unlovedJson, bytes, proofs, proofs], random)(
    random,
    valid,
    mutant,
  );
}

function post(
  family: string,
  name: string,
  path: string,
  body: string | Uint8Array,
  type: readonly [string, string] = JSON_TYPE,
): BadRequest {
  return { family, name, chunks: [written({ method: 'POST', target: BASE + path, headers: [type], body })], ending: 'wait' };
}

function mutated(_random: Random, _valid: Submission, mutant: () => Mutant): BadRequest {
  const { name, text } = mutant();
  return post('submissions', name, '/runs', text);
}

/** The valid text with something put into it that parsers differ about. */
function twisted(random: Random, valid: Submission): BadRequest {
  const text = JSON.stringify(valid);
  const put = oneOf(
    [
      () => text.replace('{', '{"__proto__": {"isAdmin": true}, '),
      () => text.replace('"limits":{', '"limits":{"__proto__": 1, '),
      () => text.replace('"limits":{', '"limits":{"constructor": 1, '),
      () => text.replace('"digest"', '"digest": "x", "digest2"'),
      () => text.replace('"seed":', '"seed": 7, "seed": 8, "seed" :').replace('"seed" :', '"seed":9, "sead":'),
      () => text.replace('"seed":', '"seed": 1e999, "x":'),
      () => text.replace(/"seed":\d+/, `"seed": ${'9'.repeat(5000)}`),
      () => text.replace('"os":"', '"os":"\\ud800'),
      () => `\ufeff${text}`,
      () => `${text}${text}`,
      () => `${text},`,
      () => `[${text}]`,
      () => text.replaceAll('"voided":null', '"voided":"null"'),
      () => text.replace('"trials":[', `"trials":[${'[],'.repeat(10_000)}`),
      () => text.replace('"flags":', `"flags": ${'['.repeat(20_000)}${']'.repeat(20_000)}, "x":`),
      () => text.replaceAll('"', "'"),
      () => text.replace('"schema_version":1', `"schema_version":${oneOf(['0', '2', '"1"', 'null', '1.5', '-1'], random)}`),
    ],
    random,
  )();
  return post('submissions', 'twisted', '/runs', put);
}

export function unlovedText(random: Random): string {
  const deep = oneOf([10, 1_000, 100_000], random);
  return oneOf(
    [
      () => '',
      () => ' ',
      () =>
        oneOf(
          [
            'null',
            'true',
            '0',
            '"x"',
            '[]',
            '{}',
            '[{}]',
            'NaN',
            'undefined',
            '-',
            '01',
            '1.',
            '.5',
            '+1',
            '0x1',
            "{'a':1}",
            '{a:1}',
            '[1,]',
            '{"a":1,}',
            '// x',
            '\u0000',
          ],
          random,
        ),
      () => '['.repeat(deep) + oneOf(['', ']'.repeat(deep)], random),
      () => '{"a":'.repeat(deep) + oneOf(['', `1${'}'.repeat(deep)}`], random),
      () => `{"digest": ${JSON.stringify(oneOf(NASTY_TEXTS, random))}, "run": {}, "summary": {}}`,
      () => `{${Array.from({ length: 3000 }, (_, index) => `"k${index}":${index}`).join(',')}}`,
      () => `{${'"a":1,'.repeat(5000)}"a":1}`,
      () => `{"n": ${'9'.repeat(oneOf([400, 100_000], random))}}`,
      () => `{"s": "${'\\u0000'.repeat(20_000)}"}`,
      () => `{"__proto__": {"x": 1}, "constructor": {"prototype": {"x": 1}}}`,
      () => letters(oneOf([1, 100, 50_000], random), random, '{}[]",:0123eE+-.\\u tfn'),
    ],
    random,
  )();
}

function unlovedJson(random: Random): BadRequest {
  const path = oneOf(['/runs', '/challenges', `/challenges/${hexadecimal(32, random)}/commitment`], random);
  const text = unlovedText(random);
  return post('json', `${path} ${text.slice(0, 60)}`, path, text);
}

function bytes(random: Random): BadRequest {
  const path = oneOf(['/runs', '/challenges', `/challenges/${hexadecimal(32, random)}/commitment`], random);
  const body = oneOf(
    [
      () => noise(oneOf([1, 100, 5_000], random), random),
      () => Buffer.from('{"a":"\u00ff"}', 'latin1'),
      () => Buffer.from(`\ufeff{"a": "${letters(20, random)}"}`, 'utf16le'),
      () => Buffer.from([0xf0, 0x9f, 0x92]),
      () => Buffer.from([0xed, 0xa0, 0x80]),
      () => BOMB,
      () => gzipSync('{"a": 1}'),
    ],
    random,
  )();
  const encoding = oneOf([[], [['Content-Encoding', 'gzip'] as const]], random);
  const chunks = [written({ method: 'POST', target: BASE + path, headers: [JSON_TYPE, ...encoding], body })];
  return { family: 'encodings', name: `${path} ${body.byteLength} bytes`, chunks, ending: 'wait' };
}

/** Challenges, commitments and openings that nobody was asked for. */
function proofs(random: Random): BadRequest {
  const id = oneOf([hexadecimal(32, random), hexadecimal(31, random), 'x', '%STORED%'], random);
  const numbers: readonly unknown[] = [0, -1, 255, 257, 4096, 1.5, 2 ** 53, '512', null, [], {}, true, 1e308];
  const digests: readonly unknown[] = [
    `sha256:${hexadecimal(64, random)}`,
    `sha256:${hexadecimal(63, random)}`,
    '',
    7,
    null,
    ...NASTY_TEXTS.slice(0, 6),
  ];
  return oneOf(
    [
      () => {
        // At least one of the three is always wrong.
        const document = {
          digest: oneOf(digests, random),
          rows: oneOf(numbers, random),
          links: oneOf([...numbers, 8, 64], random),
        };
        return post('proofs', `challenge ${JSON.stringify(document)}`, '/challenges', JSON.stringify(document));
      },
      () =>
        post(
          'proofs',
          'commitment',
          `/challenges/${id}/commitment`,
          JSON.stringify({ root: oneOf([hexadecimal(64, random), '', 0, null, hexadecimal(10, random)], random) }),
        ),
      () =>
        post('proofs', 'opening', `/challenges/${id}/opening`, noise(oneOf([0, 1, 31, 1000, 100_000], random), random), [
          'Content-Type',
          'application/octet-stream',
        ]),
      () => post('proofs', `a run with proof ${id}`, `/runs?proof=${id}`, unlovedText(random)),
    ],
    random,
  )();
}

/** More than any endpoint reads: said, sent, or both. Few of them, as each is large. */
export function oversized(random: Random): BadRequest {
  const path = oneOf(['/runs', '/challenges', `/challenges/${hexadecimal(32, random)}/opening`], random);
  const size = 4 * 1024 * 1024 + oneOf([1, 70_000, 4_000_000], random);
  const head = (framing: string) =>
    Buffer.from(
      `POST ${BASE}${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n${framing}\r\n\r\n`,
    );
  const piece = Buffer.alloc(65_536, 0x20);
  const pieces = Array.from({ length: Math.ceil(size / piece.length) }, () => piece);
  return oneOf(
    [
      (): BadRequest => ({
        family: 'sizes',
        name: `${path} of ${size} said`,
        chunks: [head(`Content-Length: ${size}`), ...pieces],
        ending: 'wait',
      }),
      (): BadRequest => ({
        family: 'sizes',
        name: `${path} of ${size} in chunks`,
        chunks: [
          head('Transfer-Encoding: chunked'),
          ...pieces.map((part) => Buffer.concat([Buffer.from('10000\r\n'), part, Buffer.from('\r\n')])),
        ],
        ending: 'finish',
      }),
      (): BadRequest => ({
        family: 'sizes',
        name: `${path} of 1e15 said, nothing sent`,
        chunks: [head('Content-Length: 1000000000000000')],
        ending: 'wait',
      }),
    ],
    random,
  )();
}
