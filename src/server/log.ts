// What the service writes about itself: one line an event, as JSON or as text. No address, no user agent, no query and no id of a run
// is ever an argument here. Errors and warnings go to stderr, the rest to stdout; lines of one turn of the event loop leave together.

export const LOG_FORMATS = ['text', 'json'] as const;
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface RequestEntry {
  /** Random, made here; the answer's X-Request-Id. */
  readonly request: string;
  readonly method: string;
  /** As the routes are written, e.g. `/api/v1/runs/:id`. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  /** On the wire, head and body; null where that is not known. */
  readonly bytes: number | null;
  /** Whether the client left before the answer's end. */
  readonly aborted: boolean;
}

export interface Log {
  /** `text` may go on with a stack on further lines; `request` is the id of the request that it happened in. */
  write(level: LogLevel, text: string, request?: string): void;
  request(level: LogLevel, entry: RequestEntry): void;
  /** Whatever the level: where it listens, for the person or program that started it. */
  say(text: string): void;
}

export interface Sink {
  write(text: string): unknown;
}

export interface LogParts {
  readonly format: LogFormat;
  readonly level: LogLevel;
  readonly output: Sink;
  readonly errors: Sink;
  readonly now: () => Date;
}

export function createLog({ format, level: most, output, errors, now }: LogParts): Log {
  const isWanted = (level: LogLevel) => LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(most);
  const out = inTurns(output);
  const put = (level: LogLevel, fields: Readonly<Record<string, unknown>>, text: string) => {
    const line = format === 'json' ? JSON.stringify({ time: now().toISOString(), level, ...fields }) : `scalewall: ${text}`;
    if (level === 'error' || level === 'warn') errors.write(`${line}\n`);
    else out(`${line}\n`);
  };
  return {
    say: (text) =>
      output.write(
        format === 'json' ? `${JSON.stringify({ time: now().toISOString(), level: 'info', message: text })}\n` : `${text}\n`,
      ),
    write: (level, text, request) => {
      if (!isWanted(level)) return;
      const [message = '', ...stack] = text.split('\n');
      const fields = { message, ...(stack.length > 0 ? { stack: stack.join('\n') } : {}), ...(request ? { request } : {}) };
      put(level, fields, request ? `${text} (request ${request})` : text);
    },
    request: (level, entry) => {
      if (!isWanted(level)) return;
      const { method, route, status, seconds, bytes, aborted, request } = entry;
      const size = bytes === null ? '' : ` ${bytes} B`;
      put(
        level,
        { message: 'request', ...entry, seconds: Number(seconds.toFixed(6)) },
        `${method} ${route} ${status} ${(seconds * 1000).toFixed(1)} ms${size}${aborted ? ' aborted' : ''} (request ${request})`,
      );
    },
  };
}

/** One write a turn: under load a write a line would cost as much as a small answer. */
function inTurns(sink: Sink): (line: string) => void {
  let waiting = '';
  return (line) => {
    if (waiting === '') {
      setImmediate(() => {
        sink.write(waiting);
        waiting = '';
      });
    }
    waiting += line;
  };
}
