// A submission that no service took yet, as a browser keeps it. The only schema of it. Rests on zod.
import { z } from 'zod';

export const keptSubmissionSchema = z.object({
  /** Of the run; one entry each. */
  digest: z.string(),
  /** The result document, character for character as it was shown. */
  document: z.string(),
  gpu: z.string(),
  keptAt: z.string(),
  isProofWanted: z.boolean(),
});
export type KeptSubmission = z.infer<typeof keptSubmissionSchema>;
