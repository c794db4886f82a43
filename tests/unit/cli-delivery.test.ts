// Where a result goes: exit codes, files, the service. The service here is a real HTTP server on loopback.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Submission } from '../../src/contract/api.ts';
import { exitOf } from '../../src/cli/exit-codes.ts';
import { reserveFile } from '../../src/cli/result-file.ts';
import { submit } from '../../src/cli/submit.ts';
import { summarise } from '../../src/report/summarise.ts';
import { buildRun } from '../fixtures/run-builder.ts';

function submission(change: (run: Submission['run']) => Submission['run'] = (run) => run): Submission {
  const run = change(buildRun());
  return { schema_version: 1, kind: 'scalewall-result', digest: `sha256:${'0'.repeat(64)}`, run, summary: summarise(run) };
}
const completed = (kind: Submission['run']['completion']['kind']) =>
  submission((run) => ({ ...run, completion: { kind, detail: '' } }));

describe('exit of a finished run', () => {
  it('is complete when done, and when out of time with a size measured', () => {
    expect([completed('complete'), completed('out-of-time')].map(exitOf)).toEqual(['complete', 'complete']);
  });

  it('is partial when stopped, when the device was lost, and when no size was measured', () => {
    const whole = completed('out-of-time');
    const sizes = whole.summary.sizes.map((size) => ({
      ...size,
      phases: size.phases.map((phase) => ({ ...phase, kind: 'partly' as const })),
    }));
    const unmeasured = { ...whole, summary: { ...whole.summary, sizes } };
    expect([completed('stopped'), completed('device-lost'), unmeasured].map(exitOf)).toEqual(['partial', 'partial', 'partial']);
  });

  it('says wrong output even where the run was also stopped', () => {
    const wrong = submission((run) => ({
      ...run,
      completion: { kind: 'stopped', detail: '' },
      trials: run.trials.map((trial, index) =>
        index === 0 ? { ...trial, outcome: { kind: 'failed', reason: 'wrong-output', detail: 'planted' } } : trial,
      ),
    }));
    expect(exitOf(wrong)).toBe('wrongOutput');
  });
});

describe('place of a result', () => {
  const folders: string[] = [];
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'scalewall-place-'));
    folders.push(made);
    return made;
  };
  afterEach(() => folders.splice(0).forEach((path) => rmSync(path, { recursive: true, force: true })));

  function reserved(path: string) {
    const outcome = reserveFile(path);
    if (outcome.kind !== 'reserved') throw new Error(outcome.detail);
    return outcome.file;
  }

  it('holds the whole text and nothing else afterwards', () => {
    const path = join(folder(), 'out.json');
    expect(reserved(path).keep('{"a":1}\n')).toEqual({ path, trouble: undefined });
    expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n');
    expect(readdirSync(join(path, '..'))).toEqual(['out.json']);
  });

  it('keeps the file that stands there until there is a result, and for good where there is none', () => {
    const path = join(folder(), 'out.json');
    writeFileSync(path, 'before');
    const file = reserved(path);
    expect(readFileSync(path, 'utf8')).toBe('before');
    file.release();
    expect(readdirSync(join(path, '..'))).toEqual(['out.json']);
    expect(readFileSync(path, 'utf8')).toBe('before');
  });

  it('is refused before any measuring where the folder is missing, and where the path is no plain file', () => {
    const parent = folder();
    expect(reserveFile(join(parent, 'missing', 'out.json'))).toMatchObject({
      kind: 'impossible',
      detail: expect.stringContaining('cannot be written'),
    });
    expect(reserveFile(parent)).toMatchObject({ kind: 'impossible', detail: expect.stringContaining('is a folder') });
    expect(reserveFile('/dev/null')).toMatchObject({ kind: 'impossible', detail: expect.stringContaining('not a plain file') });
    expect(existsSync('/dev/null')).toBe(true);
  });

  it('loses no result when the place has gone meanwhile: the temporary folder holds it, and the path is said', () => {
    const parent = folder();
    const file = reserved(join(parent, 'out.json'));
    rmSync(parent, { recursive: true });
    const kept = file.keep('precious');
    expect(kept.trouble).toContain('cannot be written');
    expect(readFileSync(kept.path, 'utf8')).toBe('precious');
    rmSync(kept.path);
  });
});

describe('submitting', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function service(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void): Promise<URL> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => answer(request, response, Buffer.concat(chunks).toString()));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/some/base`);
  }
  const answering = (status: number, body: unknown) =>
    service((_, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)));
  const url = 'http://127.0.0.1/runs/abc';

  it('posts the document under the service’s base address, and takes the permalink of a 201', async () => {
    const sent = submission();
    const seen: string[] = [];
    const stored = { id: 'abc', url, created_at: '2026-11-23T00:00:00Z', verification: null, delete_url: `${url}#delete=0` };
    const base = await service((request, response, body) => {
      seen.push(`${request.method} ${request.url} ${request.headers['content-type']}`, body);
      response.writeHead(201).end(JSON.stringify(stored));
    });
    const expected = { kind: 'stored', url, isNew: true, verification: null, deleteUrl: stored.delete_url };
    expect(await submit(base, sent)).toEqual(expected);
    expect(seen[0]).toBe('POST /some/base/api/v1/runs application/json');
    expect(JSON.parse(seen[1] ?? '')).toEqual(sent);
    expect(await submit(base, sent, 'c0ffee')).toEqual(expected);
    expect(seen[2], 'with the challenge that a proof answered').toBe('POST /some/base/api/v1/runs?proof=c0ffee application/json');
  });

  it('takes the permalink of a run that is already stored', async () => {
    const base = await answering(409, { error: { code: 'already-stored', message: 'known', url } });
    expect(await submit(base, submission())).toEqual({ kind: 'stored', url, isNew: false });
  });

  it('says code, message and place of a refusal', async () => {
    const base = await answering(422, { error: { code: 'impossible', message: 'too fast', path: 'run.trials[0]' } });
    const outcome = await submit(base, submission());
    expect(outcome).toMatchObject({
      kind: 'refused',
      detail: expect.stringMatching(/422 impossible: too fast \(at run\.trials\[0\]\)/),
    });
  });

  it.each([
    [201, { id: 'abc' }],
    [200, 'hello'],
    [409, { error: { code: 'already-stored', message: 'but no url' } }],
    [502, undefined],
  ])('takes a %s that is not of the contract for a refusal', async (status, body) => {
    expect((await submit(await answering(status, body), submission())).kind).toBe('refused');
  });

  it('says that nobody listens, and that nobody answers in time', async () => {
    const silent = await service(() => {});
    expect(await submit(silent, submission(), undefined, 200)).toMatchObject({
      kind: 'unreachable',
      detail: expect.stringContaining('timeout'),
    });
    const gone = await answering(201, {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await submit(gone, submission())).toMatchObject({
      kind: 'unreachable',
      detail: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
