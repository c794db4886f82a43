// One HTTP/1.1 connection of the client: a request at a time, its answer read to the end. Bare sockets, as client and servers share
// the cores and a client library would take what is measured.
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export class Wire {
  readonly #socket: Socket;
  readonly #host: string;
  #received: Buffer[] = [];
  #settle: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  static open(address: string): Promise<Wire> {
    const { hostname, port, host } = new URL(address);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new Wire(socket, host)));
      socket.once('error', reject);
    });
  }

  get(path: string): Promise<Answer> {
    return this.#send([`GET ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n\r\n`]);
  }

  post(path: string, type: string, body: Buffer): Promise<Answer> {
    const head = `POST ${path} HTTP/1.1\r\nHost: ${this.#host}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`;
    return this.#send([head, body]);
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(parts: readonly (string | Buffer)[]): Promise<Answer> {
    if (this.#settle !== undefined) throw new Error('a wire carries one request at a time');
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.cork();
      for (const part of parts) this.#socket.write(part);
      this.#socket.uncork();
    });
  }

  #take(chunk: Buffer): void {
    this.#received.push(chunk);
    const answer = parseAnswer(this.#received.length === 1 ? chunk : Buffer.concat(this.#received));
    if (answer === undefined) return;
    this.#received = [];
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.resolve(answer);
  }

  #fail(error: Error): void {
    this.#settle?.reject(error);
    this.#settle = undefined;
  }
}

/** Undefined while the answer is not whole. */
function parseAnswer(received: Buffer): Answer | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = received.subarray(0, end).toString('latin1');
  const status = Number(head.slice(9, 12));
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
  if (length !== undefined) {
    const stop = end + 4 + Number(length);
    return received.length < stop ? undefined : { status, body: received.subarray(end + 4, stop).toString() };
  }
  if (status === 204 || status === 304) return { status, body: '' };
  const body = chunked(received.subarray(end + 4));
  return body === undefined ? undefined : { status, body };
}

function chunked(text: Buffer): string | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const line = text.indexOf('\r\n', at);
    if (line === -1) return undefined;
    const size = Number.parseInt(text.subarray(at, line).toString('latin1'), 16);
    const stop = line + 2 + size;
    if (text.length < stop + 2) return undefined;
    if (size === 0) return Buffer.concat(chunks).toString();
    chunks.push(text.subarray(line + 2, stop));
    at = stop + 2;
  }
}
