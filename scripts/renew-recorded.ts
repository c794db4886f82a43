// Derives again what is derived from the recorded run: its summary, and the golden Markdown of its report.
// A developer's chore after a deliberate change of the device model or the extrapolation; the samples stay as they are.
// Usage: node --import ./scripts/wgsl-hook.mjs scripts/renew-recorded.ts [RESULT.json]
import { readFileSync, writeFileSync } from 'node:fs';
import { submissionSchema } from '../src/contract/api.ts';
import { DEFAULT_ASSUMPTIONS } from '../src/contract/assumptions.ts';
import { toMarkdown } from '../src/report/export.ts';
import { publishedSummary } from '../src/report/published-summary.ts';
import { report } from '../src/report/report.ts';

const recorded = new URL('../public/recorded-run.json', import.meta.url);
const golden = new URL('../tests/fixtures/recorded-report.md', import.meta.url);

const { run, ...rest } = submissionSchema.parse(JSON.parse(readFileSync(process.argv[2] ?? recorded, 'utf8')));
const submission = submissionSchema.parse({ ...rest, run, summary: publishedSummary(run) });
writeFileSync(recorded, `${JSON.stringify(submission)}\n`);
writeFileSync(golden, toMarkdown(report(run, DEFAULT_ASSUMPTIONS)));
