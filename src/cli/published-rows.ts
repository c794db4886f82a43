// The published runs of data/published/, read from disk.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '../evidence/csv.ts';
import type { Row } from '../evidence/evidence.ts';
import { RUN_FILES, type RunFile } from '../evidence/suites.ts';

/** Throws where a file is missing or broken: they are part of the repository. */
export function publishedRows(root: string): Readonly<Record<RunFile, readonly Row[]>> {
  const read = (file: RunFile): readonly Row[] => {
    const path = join(root, 'data', 'published', `${file}.csv`);
    const table = parseCsv(readFileSync(path, 'utf8'));
    if (table.kind === 'broken') throw new Error(`${path}, line ${table.line}: ${table.detail}`);
    return table.rows;
  };
  return Object.fromEntries(RUN_FILES.map((file) => [file, read(file)])) as Record<RunFile, readonly Row[]>;
}
