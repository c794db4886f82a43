// Names of the schemas that the API's description refers to. Rests on every schema of the API.
import { z } from 'zod';
import {
  errorSchema,
  gpuListSchema,
  healthSchema,
  runListItemSchema,
  runListSchema,
  standingSchema,
  storedRunSchema,
  submissionSchema,
  submittedSchema,
} from './api.ts';
import {
  comparisonSchema,
  deviceListSchema,
  deviceRowSchema,
  deviceSchema,
  logEntrySchema,
  logSchema,
  spreadSchema,
} from './devices.ts';
import { dumpListSchema } from './dumps.ts';
import { challengeRequestSchema, challengeSchema, commitmentSchema, questionSchema, verificationSchema } from './proof.ts';
import { operationSchema, runSchema } from './run.ts';
import { estimateSchema, phaseSummarySchema, sizeSummarySchema, summarySchema } from './summary.ts';

export const apiSchemas = z.registry<{ readonly id: string }>();

const NAMES: Readonly<Record<string, z.ZodType>> = {
  Run: runSchema,
  Operation: operationSchema,
  Estimate: estimateSchema,
  PhaseSummary: phaseSummarySchema,
  SizeSummary: sizeSummarySchema,
  Summary: summarySchema,
  Submission: submissionSchema,
  Submitted: submittedSchema,
  Standing: standingSchema,
  StoredRun: storedRunSchema,
  RunListItem: runListItemSchema,
  RunList: runListSchema,
  GpuList: gpuListSchema,
  Spread: spreadSchema,
  DeviceRow: deviceRowSchema,
  DeviceList: deviceListSchema,
  Device: deviceSchema,
  Comparison: comparisonSchema,
  LogEntry: logEntrySchema,
  Log: logSchema,
  ChallengeRequest: challengeRequestSchema,
  Challenge: challengeSchema,
  Commitment: commitmentSchema,
  Question: questionSchema,
  Verification: verificationSchema,
  DumpList: dumpListSchema,
  Health: healthSchema,
  Error: errorSchema,
};

for (const [id, schema] of Object.entries(NAMES)) apiSchemas.add(schema, { id });
