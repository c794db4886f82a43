// One headless run from flags to exit code: place for the result, page, browser, measuring, writing, submitting.
// Every way out is an ExitName; nothing here calls process.exit.
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Submission } from '../contract/api.ts';
import { DEFAULT_ASSUMPTIONS } from '../contract/assumptions.ts';
import type { ProofOutcome, RunProgress } from '../contract/page.ts';
import { report } from '../report/report.ts';
import { StartError } from '../server/start-error.ts';
import type { BenchOptions } from './arguments.ts';
import { startBrowser } from './browser.ts';
import { exitOf, type ExitName } from './exit-codes.ts';
import { servePage, type Host } from './host.ts';
import { proveInPage } from './page-proof.ts';
import { runInPage, type Finished, type PageOutcome } from './page-run.ts';
import type { ProgressLine } from './progress.ts';
import { isThere, proofService } from './proof-service.ts';
import { keepInTemporaryFolder, reserveFile, type KeptResult, type ResultFile } from './result-file.ts';
import { resultText, type Style } from './result-text.ts';
import { storedLines } from './stored-text.ts';
import { submitProven } from './submit.ts';

/** Where a run speaks. `--json -` claims standard output for the document, so `say` goes elsewhere then. */
export interface Console {
  readonly progress: ProgressLine;
  readonly style: Style;
  /** A message beside the result. */
  note(line: string): void;
  /** The result for a person. */
  say(text: string): void;
  /** The result for a program. */
  document(text: string): void;
  /** Calls back at the first Ctrl-C; a second one ends the process. */
  onInterrupt(stop: () => void): void;
}

export async function bench(options: BenchOptions, root: string, terminal: Console): Promise<ExitName> {
  const interruption = new AbortController();
  terminal.onInterrupt(() => {
    terminal.progress.end();
    terminal.note('Stopping; what was measured is kept.');
    interruption.abort();
  });
  const reserved = options.json === undefined || options.json === '-' ? undefined : reserveFile(options.json);
  if (reserved?.kind === 'impossible') {
    terminal.note(`--json: ${reserved.detail}. Nothing was measured.`);
    return 'usage';
  }
  try {
    return await measure(options, root, terminal, interruption.signal, async (outcome) => {
      terminal.progress.end();
      return outcome.kind === 'finished'
        ? await deliver(outcome, options, reserved?.file, terminal, interruption.signal)
        : explain(outcome, options, terminal);
    });
  } finally {
    reserved?.file.release();
  }
}

function explain(outcome: Exclude<PageOutcome, { kind: 'finished' }>, options: BenchOptions, terminal: Console): ExitName {
  switch (outcome.kind) {
    case 'unsupported':
      terminal.note(
        `Nothing could be measured: ${outcome.detail}.${options.adapter === 'default' ? ' --adapter software needs no GPU.' : ''}`,
      );
      return 'noAdapter';
    case 'no-browser':
      terminal.note(`Nothing could be measured: ${outcome.detail}. --browser names another; "npm run setup" finds one.`);
      return 'noAdapter';
    case 'empty':
      terminal.note(`There is no result: ${outcome.detail}`);
      return 'partial';
    case 'broken':
      terminal.note(`The run broke: ${outcome.detail}.`);
      return 'internal';
    default:
      return outcome satisfies never;
  }
}

/** The page stays open until `conclude` has ended, as a proof is computed in it. */
async function measure(
  options: BenchOptions,
  root: string,
  terminal: Console,
  interruption: AbortSignal,
  conclude: (outcome: PageOutcome) => Promise<ExitName>,
): Promise<ExitName> {
  let host: Host;
  try {
    host = await servePage(join(root, 'dist'));
  } catch (error) {
    if (error instanceof StartError) return conclude({ kind: 'broken', detail: error.message });
    throw error;
  }
  const started = await startBrowser(options, root);
  if (started.kind === 'unavailable') {
    await host.close();
    return conclude({ kind: 'no-browser', detail: started.detail });
  }
  try {
    const onProgress = (progress: RunProgress) => terminal.progress.show(progress);
    return await conclude(await runInPage(started.browser, host.address, options.request, onProgress, interruption));
  } finally {
    await started.browser.close();
    await host.close();
  }
}

/** Writes before it submits, so that no refusal and no network can cost the result. */
async function deliver(
  { submission, page }: Finished,
  options: BenchOptions,
  file: ResultFile | undefined,
  terminal: Console,
  interruption: AbortSignal,
): Promise<ExitName> {
  const text = `${JSON.stringify(submission, undefined, 1)}\n`;
  const kept = file?.keep(text);
  if (options.json === '-') terminal.document(text);
  terminal.say(resultText(report(submission.run, DEFAULT_ASSUMPTIONS), terminal.style, options.isVerbose));
  if (kept !== undefined) {
    terminal.note(
      kept.trouble === undefined
        ? `Result written to ${kept.path}`
        : `${kept.trouble}; the result is kept in ${kept.path} instead.`,
    );
  }
  const isSubmitted =
    options.submit === undefined ||
    (await send(
      options.submit,
      submission,
      await proof(options, submission, page, terminal, interruption),
      text,
      kept,
      terminal,
    ));
  const byContent = exitOf(submission);
  if (kept?.trouble !== undefined) return 'internal';
  return byContent === 'wrongOutput' || isSubmitted ? byContent : 'notSubmitted';
}

/** Undefined where none was wanted. */
async function proof(
  { submit: service, isProofWanted }: BenchOptions,
  submission: Submission,
  page: Page,
  terminal: Console,
  interruption: AbortSignal,
): Promise<ProofOutcome | undefined> {
  if (service === undefined || !isProofWanted) return undefined;
  if (!(await isThere(service))) return { kind: 'failed', reason: 'the service does not answer', isServiceAway: true };
  terminal.note(
    'Proving that this GPU does the work: some seconds of matrix products that the service sets (--no-proof leaves it out)',
  );
  return proveInPage(page, submission, proofService(service), interruption);
}

async function send(
  service: URL,
  submission: Submission,
  made: ProofOutcome | undefined,
  text: string,
  kept: KeptResult | undefined,
  terminal: Console,
): Promise<boolean> {
  const { outcome, proven } = await submitProven(service, submission, made);
  if (outcome.kind === 'stored') {
    for (const line of storedLines(outcome, proven)) terminal.note(line);
    return true;
  }
  const { path } = kept ?? keepInTemporaryFolder(text);
  terminal.note(`Not submitted: ${outcome.detail}. The result is kept in ${path}`);
  return false;
}
