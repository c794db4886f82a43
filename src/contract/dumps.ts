// What a dump of the open data says of itself, and the list of its files that the service answers. The only schemas of both.
// The columns of its tables stand in the dump's own schema.json. Rests on api.ts and proof.ts.
import { z } from 'zod';
import { submissionSchema } from './api.ts';
import { verificationSchema } from './proof.ts';

/** SPDX's name of the licence that every dump is under. */
export const DUMP_LICENCE = 'CC0-1.0';

/** A name that can be a file's and nothing else: no separator, no leading dot. */
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,60}$/);
const bytes = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

export const dumpFileSchema = z.strictObject({
  name: fileName,
  bytes,
  sha256,
  /** Media type, as the service sends it. */
  type: z.string(),
  /** Lines or rows, without the header of a CSV; null for texts. */
  rows: count.nullable(),
});
export type DumpFile = z.infer<typeof dumpFileSchema>;

export const dumpCountsSchema = z.strictObject({ runs: count, verified_runs: count, log_entries: count });

/** manifest.json of a dump. SHA256SUMS covers it too, and so stands in no list. */
export const dumpManifestSchema = z.strictObject({
  kind: z.literal('scalewall-dump'),
  schema_version: z.literal(1),
  suite_version: z.string(),
  /** When its transaction began. */
  made_at: z.iso.datetime(),
  licence: z.literal(DUMP_LICENCE),
  counts: dumpCountsSchema,
  files: z.array(dumpFileSchema),
});
export type DumpManifest = z.infer<typeof dumpManifestSchema>;

/** One line of runs.jsonl.gz. `gpu` is the name under which the run is counted. */
export const dumpLineSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  created_at: z.iso.datetime({ precision: 3 }),
  gpu: z.string(),
  standing: z.literal('listed'),
  verification: verificationSchema.nullable(),
  submission: submissionSchema,
});

/** GET /api/v1/dumps: the newest dump; null and no files where none was made. */
export const dumpListSchema = z.strictObject({
  dump: dumpManifestSchema.omit({ files: true, kind: true, schema_version: true }).nullable(),
  files: z.array(z.strictObject({ ...dumpFileSchema.shape, url: z.string() })),
});
export type DumpList = z.infer<typeof dumpListSchema>;
