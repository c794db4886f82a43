// Composition root of the service: `npm start`. Exit codes: 0 after a stop signal, 2 where it cannot start, 1 for a bug.
import { SUITE_VERSION } from '../contract/suite.ts';
import { publishedSummary } from '../report/published-summary.ts';
import { startService } from './service.ts';
import { parseSettings, settingsHelp } from './settings.ts';
import { StartError } from './start-error.ts';

if (process.argv.includes('--help')) process.stdout.write(settingsHelp());
else await main();

async function main(): Promise<void> {
  const [surplus] = process.argv.slice(2);
  if (surplus !== undefined)
    return fail(`Settings are environment variables; found the argument ${JSON.stringify(surplus)}. See --help.`);
  const parsed = parseSettings(process.env);
  if (parsed.kind === 'invalid') return fail(parsed.message);
  try {
    const service = await startService(parsed.settings, { version: SUITE_VERSION, summarise: publishedSummary }, log);
    process.stdout.write(`Scalewall listens on ${service.address}\n`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void service.stop());
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    fail(error.message);
  }
}

function log(line: string): void {
  process.stderr.write(`scalewall: ${line}\n`);
}

function fail(message: string): void {
  log(message);
  process.exitCode = 2;
}
