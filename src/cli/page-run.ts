// One run in the page: opens it, hands it the request, passes its progress on and takes its result. Knows the page only by
// contract/page.ts. The result is checked like anything from outside.
import type { Browser, Page } from 'playwright';
import { submissionSchema, type Submission } from '../contract/api.ts';
import type { PageApi, RunProgress, RunRequest } from '../contract/page.ts';

export interface Finished {
  readonly kind: 'finished';
  readonly submission: Submission;
  /** Still open, so that it can prove. */
  readonly page: Page;
}

export type PageOutcome =
  | Finished
  | { readonly kind: 'unsupported'; readonly detail: string }
  | { readonly kind: 'no-browser'; readonly detail: string }
  /** The run ended, was stopped or lost its device before any operation was measured. */
  | { readonly kind: 'empty'; readonly detail: string }
  /** The page or its browser broke: a bug of ours or theirs, and nothing to show. */
  | { readonly kind: 'broken'; readonly detail: string };

/** A page that says nothing for so long has hung. Slow software adapters stay well under it. */
const SILENCE_MILLISECONDS = 180_000;
const OPEN_MILLISECONDS = 30_000;

/** What stands on `window` in the page. */
declare global {
  var scalewall: PageApi | undefined;
  var scalewallProgress: ((progress: RunProgress) => void) | undefined;
}

/** `interruption` ends the measuring early; the outcome then holds what was measured until then. */
export async function runInPage(
  browser: Browser,
  address: string,
  request: RunRequest,
  onProgress: (progress: RunProgress) => void,
  interruption: AbortSignal,
): Promise<PageOutcome> {
  const page = await browser.newPage();
  const trouble = Promise.withResolvers<PageOutcome>();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('crash', () => trouble.resolve({ kind: 'broken', detail: 'the page crashed' }));
  browser.on('disconnected', () => trouble.resolve({ kind: 'broken', detail: 'the browser ended' }));
  const silence = setTimeout(() => trouble.resolve(silent(complaints)), SILENCE_MILLISECONDS);
  await page.exposeFunction('scalewallProgress', (progress: RunProgress) => {
    silence.refresh();
    onProgress(progress);
  });
  const opened = await open(page, address, complaints);
  if (interruption.aborted || opened !== undefined) {
    clearTimeout(silence);
    return opened ?? { kind: 'empty', detail: 'stopped before the run began' };
  }
  const measured = measure(page, request, complaints);
  // A page that cannot be told any more has ended, and `measured` or `trouble` says so.
  interruption.addEventListener('abort', () => void page.evaluate(() => globalThis.scalewall?.stop()).catch(() => {}));
  return await Promise.race([measured, trouble.promise]).finally(() => clearTimeout(silence));
}

function silent(complaints: readonly string[]): PageOutcome {
  return { kind: 'broken', detail: ['the page has said nothing for three minutes', ...complaints].join('; ') };
}

async function open(page: Page, address: string, complaints: readonly string[]): Promise<PageOutcome | undefined> {
  try {
    await page.goto(`${address}/?headless`, { timeout: OPEN_MILLISECONDS });
    await page.waitForFunction(() => globalThis.scalewall !== undefined, undefined, { timeout: OPEN_MILLISECONDS });
    return undefined;
  } catch (error) {
    return failed(error, complaints);
  }
}

async function measure(page: Page, request: RunRequest, complaints: readonly string[]): Promise<PageOutcome> {
  try {
    const submission = await page.evaluate(
      (asked) => globalThis.scalewall?.run(asked, (progress) => globalThis.scalewallProgress?.(progress)),
      request,
    );
    const checked = submissionSchema.safeParse(submission);
    if (checked.success) return { kind: 'finished', submission: checked.data, page };
    const [issue] = checked.error.issues;
    return { kind: 'broken', detail: `the page’s result does not fit its schema: ${issue?.path.join('.')}: ${issue?.message}` };
  } catch (error) {
    return failed(error, complaints);
  }
}

/** The page rejects with `unsupported: …` where it cannot measure at all, and with `no operation was measured …` where it did not. */
function failed(error: unknown, complaints: readonly string[]): PageOutcome {
  const message = error instanceof Error ? error.message : String(error);
  const unsupported = /unsupported: (?<detail>[^\n]*)/.exec(message)?.groups?.['detail'];
  if (unsupported !== undefined) return { kind: 'unsupported', detail: unsupported };
  const empty = /no operation was measured[^\n]*/.exec(message)?.[0];
  if (empty !== undefined) return { kind: 'empty', detail: empty };
  return { kind: 'broken', detail: [message.split('\n')[0] ?? message, ...complaints].join('; ') };
}
