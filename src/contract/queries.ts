// The queries of the API's reading endpoints. The only schemas of them. Rests on devices.ts.
// Their input is text, as it stands in an address; their output is typed. `meta` is what the documentation says.
import { z } from 'zod';
import { MOST_COMPARED, populationSchema } from './devices.ts';

/** Runs or entries of a page where none is asked for, and at the most. */
const PAGE = 20;
const LARGEST_PAGE = 100;

export const gpuSchema = z
  .string()
  .min(1)
  .max(300)
  .regex(/^\P{Cc}*$/u, 'a GPU name without control characters');

export const runIdSchema = z.string().regex(/^[0-9a-f]{32}$/, '32 hexadecimal digits');

const limit = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, 'a whole number')
  .transform(Number)
  .pipe(z.int().min(1).max(LARGEST_PAGE, `a whole number from 1 to ${LARGEST_PAGE}`))
  .default(PAGE)
  .meta({ description: 'Most items of a page.', example: PAGE });

const cursor = z.string().optional().meta({
  description: '`next_cursor` of the page before. Opaque: what it holds may change.',
  example: 'MjAyNi0wNy0wMVQwMDowMDowMC4wMDBaIDAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm',
});

export const runsQuerySchema = z.strictObject({
  gpu: gpuSchema
    .optional()
    .meta({ description: 'Runs of this GPU only, by the name under which runs are grouped.', example: 'nvidia hopper' }),
  population: populationSchema.optional().meta({ description: 'Verified or unverified runs only.', example: 'verified' }),
  limit,
  cursor,
});

export const devicesQuerySchema = z.strictObject({
  suite_major: z
    .string()
    .regex(/^(0|[1-9]\d{0,3})$/, 'a whole number from 0 to 9999')
    .transform(Number)
    .pipe(z.int().min(0).max(9999))
    .optional()
    .meta({
      description: 'Runs of this major version of the suite; the newest that has runs where none is given.',
      example: 0,
    }),
});

export const logQuerySchema = z.strictObject({ limit, cursor });

/** Both may be repeated and mixed; the order of the address is kept, which is why the server reads it apart. */
export const compareQuerySchema = z.strictObject({
  run: z
    .array(runIdSchema)
    .max(MOST_COMPARED)
    .optional()
    .meta({
      description: `Ids of runs. Together with \`gpu\` at least one and at most ${MOST_COMPARED}.`,
      example: ['0123456789abcdef0123456789abcdef'],
    }),
  gpu: z
    .array(gpuSchema)
    .max(MOST_COMPARED)
    .optional()
    .meta({ description: 'Names of GPUs; each stands for its representative run.', example: ['nvidia hopper'] }),
});

export const themeQuerySchema = z.strictObject({
  theme: z.enum(['light', 'dark']).optional().meta({
    description: 'Colours; those that the reader’s system prefers where none is given.',
    example: 'dark',
  }),
});
