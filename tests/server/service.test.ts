// The service as a process: what survives SIGKILL, who may share a folder, how it starts, refuses to start and stops.
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  errorSchema,
  MAX_SUBMISSION_BYTES,
  runListSchema,
  storedRunSchema,
  submittedSchema,
  type Submission,
} from '../../src/contract/api.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { submissionOf } from './application.ts';
import { startChild, type Child } from './child.ts';
import { temporaryFolder } from './temporary-folder.ts';

function start(settings: Readonly<Record<string, string>> = {}): Child {
  const child = startChild({ DATA_DIR: temporaryFolder(), ...settings });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await child.ended;
  });
  return child;
}

async function submit(child: Child, submission: Submission): Promise<Response> {
  return fetch(`${await child.address}/api/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(submission),
  });
}

describe('durability', () => {
  test('SIGKILL right after each answer loses no acknowledged run', async () => {
    const DATA_DIR = temporaryFolder();
    const sent: Submission[] = [];
    for (let seed = 1; seed <= 3; seed++) {
      const child = start({ DATA_DIR });
      const submission = submissionOf(buildRun({ seed }));
      const answer = await submit(child, submission);
      child.kill('SIGKILL');
      expect(answer.status).toBe(201);
      sent.push(submission);
      expect((await child.ended).signal).toBe('SIGKILL');
    }
    const child = start({ DATA_DIR });
    for (const submission of sent) {
      const read = await fetch(`${await child.address}/api/v1/runs/${submission.digest.slice(7, 39)}`);
      expect(storedRunSchema.parse(await read.json()).submission).toEqual(submission);
    }
    expect((await submit(child, sent[0] ?? submissionOf(buildRun()))).status).toBe(409);
    const list = runListSchema.parse(await (await fetch(`${await child.address}/api/v1/runs`)).json());
    expect(list.runs).toHaveLength(sent.length);
  });

  test('of a burst cut by SIGKILL every acknowledged run is there afterwards', async () => {
    const DATA_DIR = temporaryFolder();
    const child = start({ DATA_DIR });
    await child.address;
    const acknowledged: string[] = [];
    const burst = Array.from({ length: 40 }, async (_, seed) => {
      const answer = await submit(child, submissionOf(buildRun({ seed, sampleCount: 2 })));
      acknowledged.push(submittedSchema.parse(await answer.json()).id);
      if (acknowledged.length === 10) child.kill('SIGKILL');
    });
    await Promise.allSettled(burst);
    await child.ended;
    expect(acknowledged.length).toBeGreaterThanOrEqual(10);
    const after = start({ DATA_DIR });
    for (const id of acknowledged) expect((await fetch(`${await after.address}/api/v1/runs/${id}`)).status).toBe(200);
  });

  test('a second process on the same folder is refused in one line, and may start once the first has ended', async () => {
    const DATA_DIR = temporaryFolder();
    const first = start({ DATA_DIR });
    await first.address;
    const second = await start({ DATA_DIR }).ended;
    expect(second.code).toBe(2);
    expect(second.errors).toBe(
      `scalewall: DATA_DIR ${DATA_DIR} is in use by another Scalewall server; stop that one or choose another folder.\n`,
    );
    expect((await submit(first, submissionOf(buildRun()))).status).toBe(201);
    first.kill('SIGTERM');
    await first.ended;
    expect(await start({ DATA_DIR }).address).toMatch(/^http/);
  });
});

describe('start', () => {
  test.each([
    [{ PORT: 'http' }, /^scalewall: PORT must be a whole number from 0 to 65535; found "http"\.\n$/],
    [{ PORT: '65536' }, /^scalewall: PORT must be .*; found "65536"\.\n$/],
    [{ HOST: 'not a host' }, /^scalewall: HOST must be .*; found "not a host"\.\n$/],
    [
      { HOST: '203.0.113.1' },
      /^scalewall: PORT and HOST must be an address to listen on; 203\.0\.113\.1:0 is not: .*EADDRNOTAVAIL.*\n$/,
    ],
    [{ DATABASE_URL: 'mysql://user:secret@host/x' }, /^scalewall: DATABASE_URL must be a URL such as (?!.*secret).*\n$/],
    [
      { DATABASE_URL: 'postgresql://user:secret@127.0.0.1:1/x' },
      /^scalewall: DATABASE_URL must lead to a PostgreSQL that answers; (?!.*secret).*127\.0\.0\.1:1.*ECONNREFUSED.*\n$/,
    ],
    [{ PUBLIC_URL: 'ftp://example.org' }, /^scalewall: PUBLIC_URL must be an http or https address.*\n$/],
    [{ PUBLIC_URL: 'https://example.org/bench' }, /^scalewall: PUBLIC_URL must be .*without a path.*\n$/],
    [
      { SUBMISSIONS_PER_MINUTE: 'many' },
      /^scalewall: SUBMISSIONS_PER_MINUTE must be a whole number from 0 to 100000; found "many"\.\n$/,
    ],
    [
      { PAGE_DIR: '/nowhere/dist' },
      /^scalewall: The page is not built: \/nowhere\/dist has no index\.html\. Run "npm run setup" first\.\n$/,
    ],
  ])('%j is refused in one line with exit code 2', async (settings, line) => {
    const { code, errors, output } = await start(settings).ended;
    expect(errors).toMatch(line);
    expect(errors.trimEnd()).not.toContain('\n');
    expect({ code, output }).toEqual({ code: 2, output: '' });
  });

  test('a folder that cannot be written is refused in one line with exit code 2', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { code, errors } = await start({ DATA_DIR: join(file, 'data') }).ended;
    expect(code).toBe(2);
    expect(errors).toMatch(/^scalewall: DATA_DIR must be a folder to write in; .*file.* is not: .*ENOTDIR.*\n$/);
  });

  test('a busy port is refused in one line with exit code 2', async () => {
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    const { port } = busy.address() as AddressInfo;
    const { code, errors } = await start({ PORT: String(port) }).ended;
    busy.close();
    expect(code).toBe(2);
    expect(errors).toBe(
      `scalewall: PORT and HOST must be an address to listen on; 127.0.0.1:${port} is not: port ${port} is in use.\n`,
    );
  });

  test('--help prints every setting and starts nothing, and an argument is refused', async () => {
    const help = await startChild({}, ['--help']).ended;
    expect(help.code).toBe(0);
    for (const name of ['PORT', 'HOST', 'DATA_DIR', 'DATABASE_URL', 'PUBLIC_URL', 'SUBMISSIONS_PER_MINUTE', 'PAGE_DIR'])
      expect(help.output).toContain(`  ${name} `);
    const argument = await startChild({}, ['--port=80']).ended;
    expect({ code: argument.code, errors: argument.errors }).toEqual({
      code: 2,
      errors: 'scalewall: Settings are environment variables; found the argument "--port=80". See --help.\n',
    });
  });
});

describe('on the wire', () => {
  test('SIGTERM ends the process with code 0 while a connection stays open', async () => {
    const child = start();
    await fetch(`${await child.address}/api/v1/health`);
    child.kill('SIGTERM');
    expect(await child.ended).toMatchObject({ code: 0, errors: '' });
  });

  test('the public URL is the base of permalinks', async () => {
    const child = start({ PUBLIC_URL: 'https://bench.example.org/' });
    const { id, url } = submittedSchema.parse(await (await submit(child, submissionOf(buildRun()))).json());
    expect(url).toBe(`https://bench.example.org/runs/${id}`);
  });

  test.each([1, 8])('an upload of %d times the largest size gets its 413, and the service goes on', async (factor) => {
    const child = start();
    const address = await child.address;
    const answer = await fetch(`${address}/api/v1/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'x'.repeat(factor * MAX_SUBMISSION_BYTES + 1),
    });
    expect(answer.status).toBe(413);
    expect(errorSchema.parse(await answer.json()).error.code).toBe('too-large');
    expect((await submit(child, submissionOf(buildRun()))).status).toBe(201);
  });

  test('an endless upload without a length gets its 413', async () => {
    const child = start();
    const address = await child.address;
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const upload = request(`${address}/api/v1/runs`, { method: 'POST', headers: { 'content-type': 'application/json' } });
      const chunk = Buffer.alloc(64 * 1024, ' ');
      const feed = () => {
        if (!upload.destroyed && upload.write(chunk)) setImmediate(feed);
      };
      upload.on('drain', feed);
      upload.on('response', (response) => {
        resolve(response.statusCode);
        upload.destroy();
      });
      upload.on('error', reject);
      feed();
    });
    expect(status).toBe(413);
    expect((await fetch(`${address}/api/v1/health`)).status).toBe(200);
  });

  test('the limit per address holds, and only submissions count', async () => {
    const child = start({ SUBMISSIONS_PER_MINUTE: '1' });
    const statuses: number[] = [];
    for (let seed = 1; seed <= 2; seed++) statuses.push((await submit(child, submissionOf(buildRun({ seed })))).status);
    expect(statuses).toEqual([201, 429]);
    expect((await fetch(`${await child.address}/api/v1/health`)).status).toBe(200);
  });
});
