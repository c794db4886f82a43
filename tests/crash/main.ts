// `npm run test:crash`: every kind of trouble at full length, and a table of what came of it. Exit code 1 where a promise broke.
//   npm run test:crash -- --kills 5      fewer kills
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPostgresql, startPostgresql } from '../server/postgresql.ts';
import { fillDisk } from './full-disk.ts';
import { killPostgresql, killServerOnPostgresql, killServerOnSqlite, stopPostgresql } from './kills.ts';
import { faultsOf, type Trial } from './trial.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' } } });
const kills = Number(values.kills);

const trials: Trial[] = [];
await tryOut((folder) => killServerOnSqlite(folder, kills));
await tryOut(fillDisk);
const binaries = findPostgresql();
if (binaries === undefined) process.stdout.write('PostgreSQL is not installed (no initdb found): its trials are left out.\n');
else {
  const postgresql = await startPostgresql(binaries, []);
  try {
    await tryOut((folder) => killServerOnPostgresql(folder, postgresql, kills));
    await tryOut((folder) => killPostgresql(folder, postgresql, Math.ceil(kills / 10)));
    await tryOut((folder) => stopPostgresql(folder, postgresql, Math.ceil(kills / 10)));
  } finally {
    await postgresql.stop();
  }
}
const faults = trials.flatMap((trial) => faultsOf(trial).map((fault) => `${trial.database}, ${trial.trouble}: ${fault}`));
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(faults.length === 0 ? 'Nothing was lost, nothing doubled, all sound.\n' : `${faults.length} faults.\n`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function tryOut(trial: (folder: string) => Promise<Trial>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'scalewall-crash-'));
  try {
    const done = await trial(folder);
    if (trials.length === 0)
      row('database', 'trouble', 'times', 'sent', 'acknowledged', 'stored', 'lost', 'doubled', '503', 'faults');
    trials.push(done);
    const { record, audit } = done;
    const refused = record.answers.get('503') ?? 0;
    row(
      done.database,
      done.trouble,
      ...[done.times, record.sent.size, record.acknowledged.size, audit.stored, audit.lost, audit.doubled, refused].map(String),
      String(faultsOf(done).length),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(...cells: readonly string[]): void {
  const widths = [11, 26, 6, 7, 13, 7, 5, 8, 6, 6];
  process.stdout.write(
    `${cells.map((cell, index) => (index < 2 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))).join(' ')}\n`,
  );
}
