// A JSON Schema as rows of a table: one row a member, inline objects unfolded under their path, named schemas left as references.
// Pure. Knows the keywords that the service's schemas use; one that it does not know is left out and never misread.
import type { JsonSchema } from '../contract/api-document.ts';

/** Words, and names of schemas to link to, in order. */
export type TypePiece = string | { readonly schema: string };

export interface SchemaRow {
  /** Where in the value: `runs[].peak.low`; a member of a variant begins with it: `(measured) samples[]`. Empty for the value itself. */
  readonly path: string;
  readonly type: readonly TypePiece[];
  readonly isRequired: boolean;
  /** Meaning and limits; `code` stands in backticks. */
  readonly notes: string;
}

/** Rows of a value of this schema; a value without members is one row without a path. */
export function schemaRows(schema: JsonSchema): readonly SchemaRow[] {
  const members = membersOf(schema, '');
  return members.length > 0 ? members : [rowOf('', schema, true)];
}

export function typePieces(schema: JsonSchema): readonly TypePiece[] {
  const name = referenceOf(schema);
  if (name !== undefined) return [{ schema: name }];
  if ('const' in schema) return [JSON.stringify(schema['const'])];
  if (Array.isArray(schema['enum'])) return [schema['enum'].map((value) => JSON.stringify(value)).join(' | ')];
  const variants = variantsOf(schema);
  if (variants.length > 0) return joined(variants.map(typePieces));
  const { type } = schema;
  if (type === 'array') return ['list of ', ...typePieces(schemaAt(schema, 'items'))];
  if (type === 'object' && schema['properties'] === undefined && isSchema(schema['additionalProperties']))
    return ['map of ', ...typePieces(schema['additionalProperties'])];
  if (Array.isArray(type)) return [type.join(' or ')];
  return [typeof type === 'string' ? type : 'any value'];
}

function membersOf(schema: JsonSchema, path: string): readonly SchemaRow[] {
  if (referenceOf(schema) !== undefined) return [];
  const variants = variantsOf(schema);
  if (variants.length > 0)
    return variants.flatMap((variant) => membersOf(variant, `${path}${path === '' ? '' : ' '}(${variantName(variant)})`));
  if (schema['type'] === 'array') return membersOf(schemaAt(schema, 'items'), `${path}[]`);
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(schemaAt(schema, 'properties')).flatMap(([name, member]) => {
    if (!isSchema(member)) return [];
    const at = path === '' ? name : `${path}${path.endsWith(')') ? ' ' : '.'}${name}`;
    return [rowOf(at, member, required.includes(name)), ...membersOf(member, at)];
  });
}

function rowOf(path: string, schema: JsonSchema, isRequired: boolean): SchemaRow {
  return { path, type: typePieces(schema), isRequired, notes: notesOf(schema) };
}

/** A schema that may be several things; `null` beside one other is not worth a variant's rows. */
function variantsOf(schema: JsonSchema): readonly JsonSchema[] {
  const list = schema['oneOf'] ?? schema['anyOf'];
  return Array.isArray(list) ? list.filter(isSchema) : [];
}

/** A variant is told by its member that is a constant, or by its type. */
function variantName(schema: JsonSchema): string {
  const told = Object.values(schemaAt(schema, 'properties')).find((member) => isSchema(member) && 'const' in member);
  const { type } = schema;
  return isSchema(told) ? String(told['const']) : typeof type === 'string' ? type : 'any';
}

/** Limits of double-precision integers say nothing to a reader. */
const isTelling = (limit: unknown): limit is number => typeof limit === 'number' && Math.abs(limit) !== Number.MAX_SAFE_INTEGER;

const LIMITS = [
  ['minimum', '≥ '],
  ['exclusiveMinimum', '> '],
  ['maximum', '≤ '],
  ['exclusiveMaximum', '< '],
  ['minItems', 'at least '],
  ['maxItems', 'at most '],
  ['maxLength', 'length ≤ '],
] as const;

function notesOf(schema: JsonSchema): string {
  const limits = LIMITS.flatMap(([keyword, sign]) => {
    const limit = schema[keyword];
    return isTelling(limit) ? [`${sign}${limit}`] : [];
  });
  const { description, format, pattern } = schema;
  // A format says what its pattern spells out.
  const shape = typeof format === 'string' ? [format] : typeof pattern === 'string' ? [`matches \`${pattern}\``] : [];
  const told = [...shape, ...limits].join(', ');
  return typeof description === 'string' ? `${description}${told === '' ? '' : ` (${told})`}` : told;
}

function referenceOf(schema: JsonSchema): string | undefined {
  const reference = schema['$ref'];
  return typeof reference === 'string' ? reference.split('/').at(-1) : undefined;
}

function schemaAt(schema: JsonSchema, key: string): JsonSchema {
  const found = schema[key];
  return isSchema(found) ? found : {};
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function joined(lists: readonly (readonly TypePiece[])[]): readonly TypePiece[] {
  return lists.flatMap((list, index) => (index === 0 ? list : [' or ', ...list]));
}
