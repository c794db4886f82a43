// Serves the built page on a free loopback port while a headless run lasts. No API and no database behind it.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createStaticApp } from '../server/static.ts';

export interface Host {
  readonly address: string;
  close(): Promise<void>;
}

/** Throws StartError (server/start-error.ts) where the page is not built. */
export async function servePage(distFolder: string): Promise<Host> {
  const server = createAdaptorServer({ fetch: createStaticApp(distFolder).fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
