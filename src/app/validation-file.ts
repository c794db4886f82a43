// Loads validation.json beside the page, by its schema. What is missing or malformed is an answer, not an exception.
import { validationSchema, type Validation } from '../contract/validation.ts';

export type Loaded =
  | { readonly kind: 'loaded'; readonly validation: Validation }
  | { readonly kind: 'failed'; readonly message: string };

const PATH = '/validation.json';

export async function loadValidation(ask: (path: string) => Promise<Response> = fetch): Promise<Loaded> {
  try {
    const response = await ask(PATH);
    if (!response.ok) return { kind: 'failed', message: `${PATH} answered ${response.status}` };
    const parsed = validationSchema.safeParse(await response.json());
    if (parsed.success) return { kind: 'loaded', validation: parsed.data };
    const [issue] = parsed.error.issues;
    return { kind: 'failed', message: `${PATH} is not as expected: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
  } catch (error) {
    return { kind: 'failed', message: `${PATH}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
