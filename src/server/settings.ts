// The service's settings, read from the environment. The only list of them: defaults, checks and `--help` come from here.
// An empty variable counts as unset.
import { z } from 'zod';

const wholeNumber = (most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .refine((value) => value <= most);

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
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/)
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
  CHALLENGES_PER_MINUTE: wholeNumber(100_000).default(12).meta({
    purpose: 'challenges, each of one proof, for one client address in a minute; 0 for no limit',
    wanted: 'a whole number from 0 to 100000',
  }),
  PAGE_DIR: z.string().default('dist').meta({ purpose: 'folder of the built page', wanted: 'a folder' }),
});
export type Settings = z.infer<typeof settingsSchema>;

export type ParsedSettings =
  | { readonly kind: 'valid'; readonly settings: Settings }
  | { readonly kind: 'invalid'; readonly message: string };

export function parseSettings(environment: Readonly<Record<string, string | undefined>>): ParsedSettings {
  const given = Object.keys(settingsSchema.shape).flatMap((name) => (environment[name] ? [[name, environment[name]]] : []));
  const parsed = settingsSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) return { kind: 'valid', settings: parsed.data };
  const name = String(parsed.error.issues[0]?.path[0]) as keyof Settings;
  const found =
    name === 'DATABASE_URL' ? 'something else (not shown, as it may hold a password)' : JSON.stringify(environment[name]);
  return { kind: 'invalid', message: `${name} must be ${String(meta(name)['wanted'])}; found ${found}.` };
}

/** The text of `--help`. */
export function settingsHelp(): string {
  const lines = Object.entries(settingsSchema.shape).map(([name, field]) => {
    const standard = field.safeParse(undefined).data;
    return `  ${name.padEnd(24)}${String(meta(name as keyof Settings)['purpose'])}${standard === undefined ? '' : ` (default ${standard})`}`;
  });
  return ['Usage: npm start', '', 'Serves the page and the API. Settings are environment variables:', ...lines, ''].join('\n');
}

function meta(name: keyof Settings): Readonly<Record<string, unknown>> {
  return settingsSchema.shape[name].meta() ?? {};
}
