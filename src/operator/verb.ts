// What the operator can do: one verb, its words and flags, and what it is given when it runs.
import type { Database } from '../server/database/database.ts';
import type { Settings } from '../server/settings.ts';
import type { ExitName } from './exit-codes.ts';

export interface VerbFlag {
  readonly type: 'string' | 'boolean';
  /** How the help names its value. */
  readonly value?: string;
  readonly purpose: string;
}

export interface Call {
  /** As many as the verb has operands. */
  readonly operands: readonly string[];
  /** Texts of flags with a value, by name; an empty text for flags without one. */
  readonly flags: ReadonlyMap<string, string>;
  readonly settings: Settings;
  /** The database of the settings, with the tables of this version; closed after the verb. Rejects with a StartError. */
  open(): Promise<Database>;
  /** One line for the person, without its end. */
  say(line: string): void;
}

export interface Verb {
  readonly purpose: string;
  /** How the help names the words that must follow, e.g. `ID`. */
  readonly operands: readonly string[];
  readonly flags: Readonly<Record<string, VerbFlag>>;
  /** Rejects with UsageError or StartError for what the operator can mend. */
  run(call: Call): Promise<ExitName>;
}

/** What was asked cannot be done as it was asked; the message says what was found. */
export class UsageError extends Error {}
