// The reading pages' requests: devices, newest runs, the public log, and deletion by secret link. Rests on client.ts.
import { runListSchema, type RunList } from '../contract/api.ts';
import {
  deviceListSchema,
  deviceSchema,
  logSchema,
  type Device,
  type DeviceList,
  type Log,
  type Population,
} from '../contract/devices.ts';
import { ask, type Answer } from './client.ts';

export interface RunsAsked {
  /** Undefined for all. */
  readonly gpu?: string | undefined;
  readonly population?: Population | undefined;
  readonly cursor?: string | undefined;
}

export function fetchRuns(asked: RunsAsked): Promise<Answer<RunList>> {
  return ask(runListSchema, `/api/v1/runs${queryOf({ ...asked })}`);
}

/** The devices of one suite major; of the newest that has runs where none is given. */
export function fetchDevices(suiteMajor?: number): Promise<Answer<DeviceList>> {
  return ask(deviceListSchema, `/api/v1/devices${queryOf({ suite_major: suiteMajor })}`);
}

export function fetchDevice(gpu: string): Promise<Answer<Device>> {
  return ask(deviceSchema, `/api/v1/devices/${encodeURIComponent(gpu)}`);
}

export function fetchLog(cursor: string | undefined): Promise<Answer<Log>> {
  return ask(logSchema, `/api/v1/log${queryOf({ cursor })}`);
}

/** Deletes a run for good; `secret` is what its delete link ends in. What remains is the tombstone, which nobody need parse. */
export function deleteRun(id: string, secret: string): Promise<Answer<undefined>> {
  return ask({ parse: () => undefined }, `/api/v1/runs/${encodeURIComponent(id)}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${secret}` },
  });
}

function queryOf(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
