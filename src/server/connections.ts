// How many clients may be connected, and for how long one may take: what keeps slow and many clients from starving the others.
// Up to MAX_CONNECTIONS all is served. The next SPARE get an answer that says so, 503 busy, and health checks still work there;
// whatever comes beyond them is closed unheard.
import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import type { Server, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { refuseBusy } from './answer.ts';
import type { Metrics } from './metrics.ts';
import type { Settings } from './settings.ts';

const SPARE = 64;
/** Of request line and headers together; browsers send some 1 KiB. */
const HEAD_BYTES = 16 * 1024;
/** How often Node looks for late requests. */
const CHECK_MILLISECONDS = 500;
/** Then the client connects anew, perhaps to another server. */
const REQUESTS_A_CONNECTION = 10_000;

type Times = Pick<Settings, 'HEADER_SECONDS' | 'REQUEST_SECONDS' | 'IDLE_SECONDS'>;

/** For node:http: a head that is late, or a body, gets 408; a head that is too long gets 431. */
export function serverOptions({ HEADER_SECONDS, REQUEST_SECONDS, IDLE_SECONDS }: Times): ServerOptions {
  return {
    maxHeaderSize: HEAD_BYTES,
    headersTimeout: HEADER_SECONDS * 1000,
    requestTimeout: REQUEST_SECONDS * 1000,
    keepAliveTimeout: IDLE_SECONDS * 1000,
    connectionsCheckingInterval: CHECK_MILLISECONDS,
  };
}

export class Connections {
  readonly #most: number;
  readonly #surplus = new WeakSet<Socket>();
  #open = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get open(): number {
    return this.#open;
  }

  /** Call before the server listens. */
  watch(server: Server, metrics: Metrics): void {
    server.maxConnections = this.#most + SPARE;
    server.maxRequestsPerSocket = REQUESTS_A_CONNECTION;
    server.on('connection', (socket: Socket) => {
      this.#open++;
      if (this.#open > this.#most) this.#surplus.add(socket);
      socket.once('close', () => this.#open--);
    });
    server.on('drop', () => metrics.connectionError('full'));
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      const [status, reason] = FAULTS[error.code ?? ''] ?? (['400 Bad Request', 'malformed'] as const);
      if (error.code !== 'ECONNRESET') metrics.connectionError(reason);
      // With a half-sent answer on the wire, a second one would be read as its body.
      const isAnswering = (socket as Socket & { _httpMessage?: { headersSent?: boolean } })._httpMessage?.headersSent === true;
      if (!socket.writable || error.code === 'ECONNRESET' || isAnswering) return socket.destroy();
      return socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    });
  }

  /** Refuses what arrives on a connection too many, and while the service stops lets each connection end with its answer. */
  guard(isStopping: () => boolean): MiddlewareHandler {
    return async (context, next) => {
      const socket = (context.env as Partial<HttpBindings> | undefined)?.incoming?.socket;
      if (socket !== undefined && this.#surplus.has(socket)) {
        context.header('Connection', 'close');
        return refuseBusy(context);
      }
      await next();
      if (isStopping()) context.res.headers.set('Connection', 'close');
      return undefined;
    };
  }
}

/** By Node's error code. Others are malformed requests. */
const FAULTS: Readonly<Record<string, readonly [status: string, reason: 'timeout' | 'overflow']>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'timeout'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'overflow'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Payload Too Large', 'overflow'],
};
