// The service's settings, read from the environment. The only list of them: defaults, checks and `--help` come from here.
// An empty variable counts as unset.
import { z } from 'zod';
import { FORWARDED_HEADERS, parseTrustedProxies } from './client-address.ts';
import { LOG_FORMATS, LOG_LEVELS } from './log.ts';

const wholeNumber = (most: number, least = 0) =>
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most);

const host = z.string().regex(/^[\w.:-]+$/);

const trustedProxies = z.string().transform((text, context) => {
  const parsed = parseTrustedProxies(text);
  if (parsed === undefined) context.addIssue({ code: 'custom' });
  return parsed ?? z.NEVER;
});

const origin = z
  .string()
  .refine((value) => {
    const url = URL.parse(value);
    return (
      url !== null &&
      /^https?:$/.test(url.protocol) &&
      url.pathname === '/' &&
      url.search === '' &&
      url.hash === '' &&
      url.username === ''
    );
  })
  .transform((value) => new URL(value).origin);

const databaseUrl = z.string().refine((value) => /^postgres(ql)?:$/.test(URL.parse(value)?.protocol ?? ''));

const settingsSchema = z.object({
  PORT: wholeNumber(65_535)
    .default(8711)
    .meta({ purpose: 'port to listen on; 0 takes a free one', wanted: 'a whole number from 0 to 65535' }),
  HOST: host
    .default('127.0.0.1')
    .meta({ purpose: 'address to listen on; 0.0.0.0 for every interface', wanted: 'a host name or an IP address' }),
  DATA_DIR: z
    .string()
    .default('data-dir')
    .meta({ purpose: 'folder of the SQLite database, created where missing', wanted: 'a folder' }),
  DATABASE_URL: databaseUrl
    .optional()
    .meta({ purpose: 'PostgreSQL to use instead of SQLite', wanted: 'a URL such as postgresql://user:password@host:5432/name' }),
  PUBLIC_URL: origin.optional().meta({
    purpose: 'base of permalinks; the address listened on where unset',
    wanted: 'an http or https address without a path, such as https://example.org',
  }),
  SUBMISSIONS_PER_MINUTE: wholeNumber(100_000).default(120).meta({
    purpose: 'submissions that one client address may make in a minute; 0 for no limit',
    wanted: 'a whole number from 0 to 100000',
  }),
  DUMP_DIR: z.string().optional().meta({ purpose: 'folder of the dumps that are served; none where unset', wanted: 'a folder' }),
  CHALLENGES_PER_MINUTE: wholeNumber(100_000).default(12).meta({
    purpose: 'challenges, each of one proof, for one client address in a minute; 0 for no limit',
    wanted: 'a whole number from 0 to 100000',
  }),
  PAGE_DIR: z.string().default('dist').meta({ purpose: 'folder of the built page', wanted: 'a folder' }),
  TRUSTED_PROXIES: trustedProxies.optional().meta({
    purpose: 'reverse proxies before the service, which say who the client is: how many, or their addresses; none where unset',
    wanted: 'a whole number from 1 to 10, or addresses and networks such as 10.0.0.1,192.168.0.0/16',
  }),
  FORWARDED_HEADER: z
    .enum(FORWARDED_HEADERS)
    .optional()
    .meta({ purpose: 'header that the proxies write; X-Forwarded-For where unset', wanted: FORWARDED_HEADERS.join(' or ') }),
  MAX_CONNECTIONS: wholeNumber(100_000, 1)
    .default(1000)
    .meta({ purpose: 'clients connected at once; more are told to come back', wanted: 'a whole number from 1 to 100000' }),
  HEADER_SECONDS: wholeNumber(3600, 1)
    .default(10)
    .meta({ purpose: 'time for the head of a request', wanted: 'a whole number from 1 to 3600' }),
  REQUEST_SECONDS: wholeNumber(3600, 1)
    .default(60)
    .meta({ purpose: 'time for a request with its body', wanted: 'a whole number from 1 to 3600' }),
  IDLE_SECONDS: wholeNumber(3600, 1)
    .default(65)
    .meta({ purpose: 'time that a connection may wait for its next request', wanted: 'a whole number from 1 to 3600' }),
  LOG_FORMAT: z
    .enum(LOG_FORMATS)
    .default('text')
    .meta({ purpose: 'form of the log: text or json', wanted: LOG_FORMATS.join(' or ') }),
  LOG_LEVEL: z
    .enum(LOG_LEVELS)
    .default('info')
    .meta({ purpose: 'least weight of a line of the log: error, warn, info or debug', wanted: LOG_LEVELS.join(', ') }),
  METRICS_PORT: wholeNumber(65_535)
    .optional()
    .meta({ purpose: 'port of /metrics for Prometheus; off where unset', wanted: 'a whole number from 0 to 65535' }),
  METRICS_HOST: host
    .optional()
    .meta({ purpose: 'address of /metrics; 127.0.0.1 where unset', wanted: 'a host name or an IP address' }),
});
export type Settings = z.infer<typeof settingsSchema>;

export type ParsedSettings =
  | { readonly kind: 'valid'; readonly settings: Settings }
  | { readonly kind: 'invalid'; readonly message: string };

export function parseSettings(environment: Readonly<Record<string, string | undefined>>): ParsedSettings {
  const given = Object.keys(settingsSchema.shape).flatMap((name) => (environment[name] ? [[name, environment[name]]] : []));
  const parsed = settingsSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) {
    const conflict = conflictOf(parsed.data);
    return conflict === undefined ? { kind: 'valid', settings: parsed.data } : { kind: 'invalid', message: conflict };
  }
  const name = String(parsed.error.issues[0]?.path[0]) as keyof Settings;
  const found =
    name === 'DATABASE_URL' ? 'something else (not shown, as it may hold a password)' : JSON.stringify(environment[name]);
  return { kind: 'invalid', message: `${name} must be ${String(meta(name)['wanted'])}; found ${found}.` };
}

/** Why settings that are well each by itself do not go together. */
function conflictOf(settings: Settings): string | undefined {
  const { PORT, METRICS_PORT, METRICS_HOST, HEADER_SECONDS, REQUEST_SECONDS, TRUSTED_PROXIES, FORWARDED_HEADER } = settings;
  if (METRICS_HOST !== undefined && METRICS_PORT === undefined)
    return 'METRICS_HOST needs METRICS_PORT, without which there are no metrics; found no METRICS_PORT.';
  if (METRICS_PORT !== undefined && METRICS_PORT !== 0 && METRICS_PORT === PORT)
    return `METRICS_PORT must be another port than PORT; found ${PORT} for both.`;
  if (HEADER_SECONDS > REQUEST_SECONDS)
    return `HEADER_SECONDS must be at most REQUEST_SECONDS; found ${HEADER_SECONDS} and ${REQUEST_SECONDS}.`;
  if (FORWARDED_HEADER !== undefined && TRUSTED_PROXIES === undefined)
    return 'FORWARDED_HEADER needs TRUSTED_PROXIES, without which no header is believed; found no TRUSTED_PROXIES.';
  return undefined;
}

/** What may be meant and is more likely a mistake. */
export function warningsOf({ HOST, PUBLIC_URL }: Settings): readonly string[] {
  const isEverywhere = HOST === '0.0.0.0' || HOST === '::';
  return isEverywhere && PUBLIC_URL === undefined
    ? [`PUBLIC_URL is not set, so permalinks begin with http://${HOST}, which leads nowhere from another machine.`]
    : [];
}

/** The text of `--help`. */
export function settingsHelp(): string {
  const lines = Object.entries(settingsSchema.shape).map(([name, field]) => {
    const standard = field.safeParse(undefined).data;
    return `  ${name.padEnd(24)}${String(meta(name as keyof Settings)['purpose'])}${typeof standard === 'string' || typeof standard === 'number' ? ` (default ${standard})` : ''}`;
  });
  return ['Usage: npm start', '', 'Serves the page and the API. Settings are environment variables:', ...lines, ''].join('\n');
}

function meta(name: keyof Settings): Readonly<Record<string, unknown>> {
  return settingsSchema.shape[name].meta() ?? {};
}
