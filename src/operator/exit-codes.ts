// What the operator's command exits with. The only list; its help prints it.

export const EXIT_CODES = {
  done: { code: 0, meaning: 'done' },
  internal: { code: 1, meaning: 'a bug' },
  usage: { code: 2, meaning: 'bad usage, or the database cannot be opened: nothing was done' },
  notFound: { code: 3, meaning: 'there is no such run, or it cannot be brought where it was asked to' },
  faults: { code: 4, meaning: 'the check found faults, or a copy is not the same as what was copied' },
} as const;
export type ExitName = keyof typeof EXIT_CODES;
