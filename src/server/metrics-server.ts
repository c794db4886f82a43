// Serves the metrics on an address of their own, so that the public one never does.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';
import { StartError } from './start-error.ts';

export interface MetricsServer {
  /** e.g. `http://127.0.0.1:9711/metrics` */
  readonly address: string;
  close(): Promise<void>;
}

/** Throws StartError where the address cannot be listened on. */
export async function serveMetrics(metrics: Metrics, port: number, host: string): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Only GET /metrics\n');
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await listening(server, port, host);
  const address = server.address() as AddressInfo;
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}/metrics`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new StartError(
          `METRICS_PORT and METRICS_HOST must be an address to listen on; ${host}:${port} is not: ${error.message}.`,
          { cause: error },
        ),
      );
    });
    server.listen(port, host, () => resolve());
  });
}
