// What a page keeps of its last contests between kernels, for the next run on the same adapter. The only schema of it.
// Rests on zod alone. Never part of a Run: what is taken from it is verified again and says `cache`.
import { z } from 'zod';

const name = z.string().min(1).max(120);

export const choicesSchema = z.strictObject({
  /** Adapter, browser, suite and shaders that the choices hold for. */
  key: z.string().max(50_000),
  choices: z.array(z.strictObject({ class: name, size_class: name, kernel: name })).max(200),
});
