// A start that cannot succeed for a reason the operator can mend: one line, no stack, exit code 2.

export class StartError extends Error {
  override readonly name = 'StartError';
}
