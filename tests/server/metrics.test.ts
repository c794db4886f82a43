// What the service tells of itself: counts that are right, lines that can be read by machine, and nothing about persons.
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { buildRun } from '../fixtures/run-builder.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { submissionOf } from './application.ts';
import { memoryLog, startRunning, type Running } from './running.ts';

/** Values by name and labels, as they stand in the text. */
async function valuesOf(text: string): Promise<ReadonlyMap<string, number>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

async function scrape({ service }: Running): Promise<string> {
  // The last answer's connection closes after the client has it.
  await pause(50);
  return (await fetch(service.metricsAddress ?? '')).text();
}

async function submit({ url }: Running, body: string): Promise<Response> {
  return fetch(url('/api/v1/runs'), { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

const SUBMISSION = JSON.stringify(submissionOf(buildRun({ sampleCount: 2 })));

describe('metrics', () => {
  test('requests by route and class, submissions by outcome, and database errors are counted', async () => {
    const running = await startRunning({ METRICS_PORT: '0' });
    for (const body of [SUBMISSION, SUBMISSION, '{']) await submit(running, body);
    await fetch(running.url(`/api/v1/runs/${'0'.repeat(32)}`));
    await fetch(running.url('/results/one'));
    await fetch(running.url('/no/such/path'));
    const file = join(running.folder, 'scalewall.sqlite');
    renameSync(file, `${file}.away`);
    const failed = await submit(running, JSON.stringify(submissionOf(buildRun({ seed: 2, sampleCount: 2 }))));
    expect(failed.status).toBe(503);
    expect(Number(failed.headers.get('retry-after'))).toBeGreaterThan(0);
    renameSync(`${file}.away`, file);

    const values = await valuesOf(await scrape(running));
    const requests = (method: string, route: string, status: string) =>
      values.get(`scalewall_http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`);
    expect(requests('POST', '/api/v1/runs', '2xx')).toBe(1);
    expect(requests('POST', '/api/v1/runs', '4xx')).toBe(2);
    expect(requests('POST', '/api/v1/runs', '5xx')).toBe(1);
    expect(requests('GET', '/api/v1/runs/:id', '4xx')).toBe(1);
    expect(requests('GET', '/results/*', '2xx')).toBe(1);
    for (const outcome of ['stored', 'already-stored', 'malformed-json', 'storage-unavailable'])
      expect(values.get(`scalewall_submissions_total{outcome="${outcome}"}`)).toBe(1);
    expect(values.get('scalewall_database_errors_total')).toBe(1);
    expect(values.get('scalewall_judge_queue')).toBe(0);
    expect(values.get('scalewall_open_connections')).toBeGreaterThan(0);
    expect(values.get('process_resident_memory_bytes')).toBeGreaterThan(1e7);
    expect(values.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
  });

  test('proofs are counted by outcome', async () => {
    const metrics = new Metrics({ openConnections: () => 0, judgeQueue: () => 3 });
    const opening = { method: 'POST', route: '/api/v1/challenges/:id/opening', seconds: 0.1 };
    metrics.request({ ...opening, status: 200, code: undefined });
    metrics.request({ ...opening, status: 422, code: 'proof-refused' });
    const values = await valuesOf(await metrics.text());
    expect(values.get('scalewall_proofs_total{outcome="held"}')).toBe(1);
    expect(values.get('scalewall_proofs_total{outcome="proof-refused"}')).toBe(1);
    expect(values.get('scalewall_judge_queue')).toBe(3);
  });

  test('they are off unless asked for, and never on the public port', async () => {
    const without = await startRunning();
    expect(without.service.metricsAddress).toBeUndefined();
    const running = await startRunning({ METRICS_PORT: '0' });
    for (const { url } of [without, running]) expect((await fetch(url('/metrics'))).status).toBe(404);
  });
});

describe('privacy', () => {
  test('no address, user agent, query, path or id reaches the metrics or the log', async () => {
    const running = await startRunning({ METRICS_PORT: '0', TRUSTED_PROXIES: '1' });
    const { id } = (await (await submit(running, SUBMISSION)).json()) as { id: string };
    const headers = {
      'user-agent': 'PlantedAgent/1.0',
      'x-forwarded-for': '203.0.113.77',
      'x-request-id': 'planted-request',
      referer: 'https://planted.example/',
    };
    for (const path of [
      `/api/v1/runs/${id}`,
      `/runs/${id}`,
      '/api/v1/runs?gpu=planted-query',
      '/planted-path',
      `/api/v1/planted`,
    ])
      await fetch(running.url(path), { headers });
    const told = `${await scrape(running)}\n${running.lines.join('\n')}`;
    for (const secret of [id, 'PlantedAgent', '203.0.113.77', 'planted', '127.0.0.1', '::1'])
      expect({ secret, isTold: told.toLowerCase().includes(secret.toLowerCase()) }).toEqual({ secret, isTold: false });
  });
});

describe('log', () => {
  test('a request is one JSON line with its route, status, duration, size and the id that its answer carries', async () => {
    const running = await startRunning();
    const answer = await fetch(running.url('/api/v1/runs?limit=3'));
    const id = answer.headers.get('x-request-id');
    await answer.text();
    await pause(50);
    const line = JSON.parse(running.lines.at(-1) ?? '') as Record<string, unknown>;
    expect(line).toMatchObject({ level: 'info', method: 'GET', route: '/api/v1/runs', status: 200, aborted: false, request: id });
    expect(line['seconds']).toBeGreaterThan(0);
    expect(line['bytes']).toBeGreaterThan(100);
    expect(Object.keys(line).toSorted()).toEqual(
      ['aborted', 'bytes', 'level', 'message', 'method', 'request', 'route', 'seconds', 'status', 'time'].toSorted(),
    );
  });

  test('a failure is a line with its request', async () => {
    const running = await startRunning({ LOG_LEVEL: 'error' });
    const file = join(running.folder, 'scalewall.sqlite');
    renameSync(file, `${file}.away`);
    const answer = await submit(running, SUBMISSION);
    expect(running.lines).toHaveLength(1);
    expect(JSON.parse(running.lines[0] ?? '')).toMatchObject({
      level: 'error',
      message: expect.stringContaining('the database failed') as string,
      request: answer.headers.get('x-request-id'),
    });
  });

  test('levels leave out what weighs less, in both forms; a stack stands apart from its message', () => {
    const { lines, log } = memoryLog('json', 'warn');
    log.write('info', 'left out');
    log.write('error', 'Error: planted\n    at one\n    at two', 'abc');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        time: '1970-01-01T00:00:00.000Z',
        level: 'error',
        message: 'Error: planted',
        stack: '    at one\n    at two',
        request: 'abc',
      },
    ]);
    const text = memoryLog('text', 'error');
    text.log.write('warn', 'left out');
    text.log.write('error', 'planted');
    expect(text.lines).toEqual(['scalewall: planted']);
  });
});
