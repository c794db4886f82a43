// Sends one bad request on a connection of its own and reads what comes back.
import { connect } from 'node:net';
import type { BadRequest } from './bad-request.ts';

/** After which a server that neither answers nor closes counts as stuck. */
const PATIENCE_MILLISECONDS = 20_000;

export type Reply =
  /** Status of each answer on the connection, in order. */
  { readonly kind: 'answered'; readonly statuses: readonly number[] } | { readonly kind: 'closed' } | { readonly kind: 'stuck' };

export function send(address: string, { chunks, ending }: BadRequest): Promise<Reply> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.setNoDelay(true);
  let text = '';
  return new Promise((resolve) => {
    const done = (isStuck: boolean) => {
      clearTimeout(patience);
      socket.destroy();
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
      resolve(isStuck ? { kind: 'stuck' } : statuses.length > 0 ? { kind: 'answered', statuses } : { kind: 'closed' });
    };
    const patience = setTimeout(done, PATIENCE_MILLISECONDS, true);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    // The server may close before all is written: that is an answer too.
    socket.on('error', () => done(false));
    socket.on('end', () => done(false));
    socket.on('close', () => done(false));
    socket.on('connect', () => void write());
  });

  async function write(): Promise<void> {
    for (const chunk of chunks) {
      if (socket.destroyed || socket.readableEnded) return;
      if (!socket.write(chunk)) await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
      else if (chunks.length > 1) await new Promise((resolve) => setImmediate(resolve));
    }
    if (ending === 'finish') socket.end();
    if (ending === 'vanish') socket.resetAndDestroy();
  }
}
