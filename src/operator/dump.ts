// Writes a dump: everything that is public, of one moment, into a folder of its own that appears whole or not at all.
// Files are written aside, put on the disk, and published by two renames: the folder's, and that of the link `latest`.
// The same database gives the same bytes in every file but manifest.json and SHA256SUMS, which say when.
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { DUMP_LICENCE, type DumpFile, type DumpManifest } from '../contract/dumps.ts';
import type { Database } from '../server/database/database.ts';
import { DEVICE_COLUMNS, deviceSpreads } from './device-columns.ts';
import { dumpLicence, dumpReadme } from './dump-texts.ts';
import { dumpSchema } from './dump-schema.ts';
import { GzippedLines, OutputFile } from './output-file.ts';
import { RUN_COLUMNS } from './run-columns.ts';
import { SIZE_COLUMNS, sizeRowsOf } from './size-columns.ts';
import { withSnapshot, type Snapshot, type SnapshotRun } from './snapshot.ts';
import { CsvTable, ParquetTable } from './table.ts';

export const MANIFEST = 'manifest.json';
export const CHECKSUMS = 'SHA256SUMS';
/** The link to the newest dump in a folder of dumps. */
const LATEST = 'latest';

export interface Dumped {
  /** Path of the new folder. */
  readonly folder: string;
  readonly manifest: DumpManifest;
}

/**
 * Dumps `database` into a new folder under `parent`, named by `madeAt`, and points `parent/latest` to it. Rejects, with nothing
 * left behind and `latest` as it was, where the disk or the database fails.
 */
export async function dump(database: Database, parent: string, suiteVersion: string, madeAt: Date): Promise<Dumped> {
  await mkdir(parent, { recursive: true });
  const name = madeAt.toISOString().replaceAll(':', '-');
  const folder = join(parent, name);
  const aside = join(parent, `.unfinished-${randomBytes(8).toString('hex')}`);
  await mkdir(aside);
  try {
    const manifest = await writeFiles(database, aside, suiteVersion, madeAt);
    await rename(aside, folder);
    await pointTo(parent, name);
    return { folder, manifest };
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
}

async function writeFiles(database: Database, folder: string, suiteVersion: string, madeAt: Date): Promise<DumpManifest> {
  const opened: OutputFile[] = [];
  const create = async (name: string) => {
    const file = await OutputFile.create(join(folder, name));
    opened.push(file);
    return file;
  };
  const text = async (name: string, content: string) => {
    const file = await create(name);
    await file.write(content);
    return file.close(null);
  };
  try {
    const { files, counts } = await withSnapshot(database, async (snapshot) => {
      const { files: ofRuns, ...runs } = await writeRuns(snapshot, create);
      const devices = new CsvTable(DEVICE_COLUMNS, await create('devices.csv'));
      for (const spread of deviceSpreads(await snapshot.deviceCounts())) await devices.add(spread);
      const log = await writeLog(snapshot, await create('log.jsonl'));
      return { files: [...ofRuns, await devices.close(), log], counts: { ...runs, log_entries: log.rows ?? 0 } };
    });
    files.push(
      await text('schema.json', `${JSON.stringify(dumpSchema(), null, 2)}\n`),
      await text('README.md', dumpReadme()),
      await text('LICENSE', dumpLicence()),
    );
    const manifest: DumpManifest = {
      kind: 'scalewall-dump',
      schema_version: 1,
      suite_version: suiteVersion,
      made_at: madeAt.toISOString(),
      licence: DUMP_LICENCE,
      counts,
      files,
    };
    const listed = [...files, await text(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`)];
    // The format of `sha256sum --check`.
    await text(CHECKSUMS, listed.map((file) => `${file.sha256}  ${file.name}\n`).join(''));
    return manifest;
  } finally {
    for (const file of opened) await file.abandon();
  }
}

type Create = (name: string) => Promise<OutputFile>;

async function writeRuns(
  snapshot: Snapshot,
  create: Create,
): Promise<{ readonly files: DumpFile[]; readonly runs: number; readonly verified_runs: number }> {
  const documents = new GzippedLines(await create('runs.jsonl.gz'));
  const runTables = [
    new CsvTable(RUN_COLUMNS, await create('runs.csv')),
    new ParquetTable(RUN_COLUMNS, await create('runs.parquet')),
  ];
  const sizeTables = [
    new CsvTable(SIZE_COLUMNS, await create('sizes.csv')),
    new ParquetTable(SIZE_COLUMNS, await create('sizes.parquet')),
  ];
  let runs = 0;
  let verified_runs = 0;
  for await (const run of snapshot.runs()) {
    runs++;
    if (run.verification !== null) verified_runs++;
    await documents.add(lineOf(run));
    for (const table of runTables) await table.add(run);
    for (const row of sizeRowsOf(run)) for (const table of sizeTables) await table.add(row);
  }
  const files = [await documents.close()];
  for (const table of [...runTables, ...sizeTables]) files.push(await table.close());
  return { files, runs, verified_runs };
}

/** A line of contract/dumps.ts's dumpLineSchema; the document goes in as the text it is stored as. */
function lineOf({ id, created_at, gpu, verification, document }: SnapshotRun): string {
  const head = JSON.stringify({ id, created_at, gpu, standing: 'listed', verification });
  return `${head.slice(0, -1)},"submission":${document}}`;
}

async function writeLog(snapshot: Snapshot, file: OutputFile): Promise<DumpFile> {
  let entries = 0;
  for await (const { id, run_id, at, action, reason } of snapshot.logEntries()) {
    entries++;
    await file.write(`${JSON.stringify({ id, run_id, at, action, reason })}\n`);
  }
  return file.close(entries);
}

async function pointTo(parent: string, name: string): Promise<void> {
  const link = join(parent, `.link-${randomBytes(8).toString('hex')}`);
  await symlink(name, link);
  await rename(link, join(parent, LATEST));
}
