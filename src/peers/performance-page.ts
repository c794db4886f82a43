// docs/performance.md: the part between its markers is the last whole run of the comparison. Rests on tables.ts. Pure.
import type { Comparison } from './comparison.ts';
import type { PeersDocument } from './outcome.ts';
import { ceilingTable, familyTable, headLines, ratioTable, troubleLines } from './tables.ts';

const BEGIN = '<!-- bench:peers begin -->';
const END = '<!-- bench:peers end -->';

/** The page with its generated part replaced; throws where it lacks either marker. */
export function withRun(page: string, document: PeersDocument, comparison: Comparison): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < from) throw new Error(`docs/performance.md must hold ${BEGIN} and, after it, ${END}`);
  return [page.slice(0, from + BEGIN.length), '', ...generated(document, comparison), '', page.slice(to)].join('\n');
}

function generated(document: PeersDocument, comparison: Comparison): readonly string[] {
  const troubles = troubleLines(document);
  return [
    ...headLines(document),
    '',
    ...familyTable(comparison),
    '',
    ...ratioTable(document, comparison),
    '',
    ...(troubles.length === 0 ? [] : ['Not compared:', '', ...troubles, '']),
    '## Distance to the ceilings',
    '',
    ...ceilingTable(document),
  ];
}
