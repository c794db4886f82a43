// Where an operation's inputs stand in the seeded arenas: there are fewer arenas than some operations have inputs.
// Rests on nothing. The GPU's bindings and the float64 reference both read this, so they cannot disagree.

/** Input arenas of a session. */
export const INPUT_COUNT = 3;

export interface Place {
  readonly arena: number;
  /** Its first element there; a multiple of 128. */
  readonly first: number;
}

/** Elements of which a binding may start at every multiple: 256 bytes, in either precision. */
export function alignedElements(elements: number): number {
  return Math.ceil(elements / 128) * 128;
}

/** Slot s stands in arena s mod 3, at the first aligned element behind what earlier slots hold there. */
export function inputPlaces(inputs: readonly number[]): readonly Place[] {
  const used = Array.from({ length: INPUT_COUNT }, () => 0);
  return inputs.map((elements, slot) => {
    const arena = slot % INPUT_COUNT;
    const first = used[arena] ?? 0;
    used[arena] = first + alignedElements(elements);
    return { arena, first };
  });
}

/** Elements that the fullest arena must hold for these inputs. */
export function arenaElements(inputs: readonly number[]): number {
  return inputPlaces(inputs).reduce((most, { first }, slot) => Math.max(most, first + (inputs[slot] ?? 0)), 0);
}
