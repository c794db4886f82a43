// Composition root of `npm run bench:peers`: flags, page, browser, and what is printed and written afterwards.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBrowser } from '../cli/browser.ts';
import { SUITE_VERSION } from '../contract/suite.ts';
import { parsePeersArguments, peersHelp, type PeersOptions } from './arguments.ts';
import { CASES } from './cases.ts';
import { compare } from './comparison.ts';
import { OURS, type PeersDocument, type PeersOutcome, type PeersRequest } from './outcome.ts';
import { withRun } from './performance-page.ts';
import { serveSite } from './site.ts';
import { ceilingTable, familyTable, headLines, ratioTable, troubleLines } from './tables.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SEED = 1;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const parsed = parsePeersArguments(argv);
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(peersHelp());
      return 0;
    case 'invalid':
      note(parsed.message);
      return 2;
    case 'run':
      return run(parsed.options);
    default:
      return parsed satisfies never;
  }
}

async function run(options: PeersOptions): Promise<number> {
  note('building the page');
  const site = await serveSite(ROOT);
  try {
    const started = await startBrowser({ browser: undefined, adapter: options.adapter, isHeaded: false }, ROOT);
    if (started.kind === 'unavailable') {
      note(started.detail);
      return 3;
    }
    const { browser } = started;
    try {
      const page = await browser.newPage();
      page.on('pageerror', (error) => note(`the page: ${error.message}`));
      await page.exposeFunction('scalewallPeersProgress', note);
      await page.goto(site.address);
      await page.waitForFunction(() => globalThis.scalewallPeers !== undefined);
      const request: PeersRequest = { cases: options.cases, seed: SEED };
      const outcome = await page.evaluate(
        (asked) => globalThis.scalewallPeers?.run(asked, (line) => globalThis.scalewallPeersProgress?.(line)),
        request,
      );
      if (outcome === undefined) throw new Error('the page gave no outcome');
      return deliver(documentOf(outcome, `${browser.browserType().name()} ${browser.version()}`), options);
    } finally {
      await browser.close();
    }
  } catch (error) {
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    note(message);
    return message.includes('unsupported: ') ? 3 : 1;
  } finally {
    await site.close();
  }
}

declare global {
  var scalewallPeersProgress: ((line: string) => void) | undefined;
}

function documentOf(outcome: PeersOutcome, browser: string): PeersDocument {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'peers', 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return {
    kind: 'scalewall-peers',
    schema_version: 1,
    suite_version: SUITE_VERSION,
    measured_at: new Date().toISOString(),
    browser,
    seed: SEED,
    versions: dependencies,
    ...outcome,
  };
}

function deliver(document: PeersDocument, { json, cases }: PeersOptions): number {
  const comparison = compare(document.cases, document.seed);
  const text = `${JSON.stringify(document, undefined, 1)}\n`;
  if (json === '-') process.stdout.write(text);
  else if (json !== undefined) writeFileSync(json, text);
  const people = json === '-' ? process.stderr : process.stdout;
  const sections = [
    headLines(document),
    familyTable(comparison),
    ratioTable(document, comparison),
    troubleLines(document),
    ceilingTable(document),
  ];
  people.write(sections.flatMap((lines) => [...lines, '']).join('\n'));
  if (cases.length === CASES.length) {
    const path = join(ROOT, 'docs', 'performance.md');
    writeFileSync(path, withRun(readFileSync(path, 'utf8'), document, comparison));
    note('docs/performance.md rewritten');
  }
  return document.cases.every(({ entries }) => entries[OURS]?.kind === 'measured') ? 0 : 5;
}

function note(line: string): void {
  process.stderr.write(`bench:peers: ${line}\n`);
}
