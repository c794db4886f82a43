// A constant of the cluster model that published runs decide: physical, with what it means and what was believed before.
// Values come from data/fitted-constants.json; training-constants.ts and serving-constants.ts say which there are.

export interface ConstantDefinition<Name extends string = string> {
  readonly name: Name;
  /** One sentence: what it is, in the field's terms. */
  readonly meaning: string;
  readonly unit: string;
  /** Believed before any fit, and the standard deviation of its logarithm. */
  readonly prior: number;
  readonly priorSpread: number;
  /** Why that prior. */
  readonly source: string;
}

export type Constants<Name extends string> = Readonly<Record<Name, number>>;

export function priorsOf<Name extends string>(definitions: readonly ConstantDefinition<Name>[]): Constants<Name> {
  return Object.fromEntries(definitions.map(({ name, prior }) => [name, prior])) as Constants<Name>;
}
