// What a bad request is: bytes on a connection, and what the client does then. Types, and the writing of common ones.

export interface BadRequest {
  /** Of the table: one way of being bad. */
  readonly family: string;
  /** What it is, for a person who looks for the cause of a failure. */
  readonly name: string;
  /** Written one after the other, with a turn of the event loop between them. */
  readonly chunks: readonly Uint8Array[];
  /**
   * What follows the last chunk. `wait`: the server answers and closes, as asked to. `finish`: the client ends its side.
   * `vanish`: the client resets the connection without reading.
   */
  readonly ending: 'wait' | 'finish' | 'vanish';
}

export interface Plain {
  readonly method: string;
  readonly target: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
}

/** A request with Host, Connection: close and, where there is a body, Content-Length; header values as Latin-1. */
export function written({ method, target, headers = [], body }: Plain): Uint8Array {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(bytes === undefined ? [] : [`Content-Length: ${bytes.byteLength}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes ?? new Uint8Array()]);
}
