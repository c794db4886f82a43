// Composition root of the service: `npm start`. Exit codes: 0 after a stop signal, 2 where it cannot start, 1 for a bug and after
// a second signal.
import { SUITE_VERSION } from '../contract/suite.ts';
import { publishedSummary } from '../report/published-summary.ts';
import { createLog, type Log } from './log.ts';
import { startService, type Service } from './service.ts';
import { parseSettings, settingsHelp, warningsOf } from './settings.ts';
import { StartError } from './start-error.ts';

if (process.argv.includes('--help')) process.stdout.write(settingsHelp());
else await main();

async function main(): Promise<void> {
  const [surplus] = process.argv.slice(2);
  if (surplus !== undefined)
    return fail(`Settings are environment variables; found the argument ${JSON.stringify(surplus)}. See --help.`);
  const parsed = parseSettings(process.env);
  if (parsed.kind === 'invalid') return fail(parsed.message);
  const { settings } = parsed;
  const { stdout: output, stderr: errors } = process;
  const log = createLog({ format: settings.LOG_FORMAT, level: settings.LOG_LEVEL, output, errors, now: () => new Date() });
  for (const warning of warningsOf(settings)) log.write('warn', warning);
  endOnBugs(log);
  try {
    const service = await startService(settings, { version: SUITE_VERSION, summarise: publishedSummary }, log);
    log.say(`Scalewall listens on ${service.address}`);
    if (service.metricsAddress !== undefined) log.say(`Metrics are at ${service.metricsAddress}`);
    endOnSignals(service, log);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    log.write('error', error.message);
    process.exitCode = 2;
  }
}

/** The first signal lets open requests finish, the second does not. */
function endOnSignals(service: Service, log: Log): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      log.write('info', `${signal}: stopping`);
      service.stop().then(
        () => log.write('info', 'stopped'),
        (error: unknown) => {
          log.write('error', stackOf(error));
          process.exitCode = 1;
        },
      );
    });
  }
}

function endOnBugs(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.write('error', stackOf(error));
      process.exit(1);
    });
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function fail(message: string): void {
  process.stderr.write(`scalewall: ${message}\n`);
  process.exitCode = 2;
}
