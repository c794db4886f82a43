// The constants and intervals that `npm run fit` wrote, for everyone who predicts. Rests on data/fitted-constants.json.
import document from '../../data/fitted-constants.json' with { type: 'json' };
import { priorsOf, type ConstantDefinition, type Constants } from '../cluster/constant.ts';
import { fittedConstantsSchema } from '../contract/validation.ts';
import type { EvidenceGroup, Predicted, Row } from './evidence.ts';
import { isLayoutTold, widened } from './familiarity.ts';

const FITTED = fittedConstantsSchema.parse(document);

/** Groups whose rows have their layout published: without it, the interval is wider. */
const LAYOUT_GROUPS: readonly EvidenceGroup[] = [
  'dense-h100-bf16',
  'dense-h100-fp8',
  'dense-a100',
  'dense-blackwell',
  'moe-h100',
  'moe-blackwell',
];

/** Fitted values; a constant that was not fitted yet has its prior. */
export function fittedConstants<Name extends string>(definitions: readonly ConstantDefinition<Name>[]): Constants<Name> {
  const fitted = definitions.flatMap(({ name }) => {
    const found = FITTED.constants[name];
    return found === undefined ? [] : [[name, found.value] as const];
  });
  return { ...priorsOf(definitions), ...(Object.fromEntries(fitted) as Partial<Constants<Name>>) };
}

export interface Reach {
  /** ln(high / predicted) at 90 %. */
  readonly halfWidth: number;
  /** Why it is wider than the group's. */
  readonly notes: readonly string[];
}

/** Half-width of a group's 90 % interval, in the logarithm; the unknown group's where no row was published. */
export function groupHalfWidth(group: EvidenceGroup): number {
  return FITTED.intervals[group]?.half_width ?? FITTED.unknown_half_width;
}

/** The same where nobody told the layout and the model chose it. */
export function openHalfWidth(group: EvidenceGroup): number {
  return groupHalfWidth(group) * (LAYOUT_GROUPS.includes(group) ? FITTED.layout_factor : 1);
}

/** How far a prediction's 90 % interval reaches either way, given what its row says of hardware, layout and browser. */
export function reachOf({ group }: Predicted, row: Row): Reach {
  const { halfWidth, notes } = widened(groupHalfWidth(group), group, row, FITTED.familiar);
  const isOpen = LAYOUT_GROUPS.includes(group) && !isLayoutTold(row);
  return { halfWidth: isOpen ? halfWidth * FITTED.layout_factor : halfWidth, notes };
}
