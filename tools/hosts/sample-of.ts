export type JsonSchema = Readonly<Record<string, unknown>>;

/** A value that the schema describes, whose texts are `id` wherever they may be anything; `root` holds what it refers to. */
export function sampleOf(schema: JsonSchema, id: string, root: JsonSchema): unknown {
  const { $ref, const: constant, enum: choices, anyOf, oneOf, allOf, type } = schema;
  if (typeof $ref === 'string') return sampleOf(referred(root, $ref), id, root);
  if (constant !== undefined) return constant;
  if (Array.isArray(choices)) return choices[0];
  for (const options of [anyOf, oneOf, allOf]) {
    if (Array.isArray(options)) return sampleOf(options[0] as JsonSchema, id, root);
  }
  switch (type) {
    case 'object':
      return sampleObject(schema, id, root);
    case 'array':
      return [sampleOf((schema['items'] ?? {}) as JsonSchema, id, root)];
    case 'number':
    case 'integer':
      return sampleNumber(schema);
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return schema['format'] === 'date-time' ? '2026-01-01T00:00:00Z' : id;
  }
}

function sampleObject({ properties = {}, required = [] }: JsonSchema, id: string, root: JsonSchema): unknown {
  const wanted = Object.entries(properties as Readonly<Record<string, JsonSchema>>).filter(([name]) =>
    (required as readonly string[]).includes(name),
  );
  return Object.fromEntries(wanted.map(([name, member]) => [name, sampleOf(member, id, root)]));
}

function sampleNumber({ minimum = 0, exclusiveMinimum, maximum = Infinity }: JsonSchema): number {
  const above = exclusiveMinimum === undefined ? (minimum as number) : (exclusiveMinimum as number) + 1;
  return Math.min(Math.max(1, above), maximum as number);
}

function referred(root: JsonSchema, reference: string): JsonSchema {
  let found: unknown = root;
  for (const name of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found as JsonSchema;
}
