/** JSON Schema as the OpenAPI document holds it: the keywords that zod writes. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly description?: string;
}

export interface TypeOptions {
  /** Spaces before the closing brace. */
  readonly indent: string;
  /** What is sent may say `undefined` for what is left out; what is answered never does. */
  readonly isInput: boolean;
}

/**
 * The TypeScript type of a schema.
 *
 * @throws TypeError on a keyword it does not know the meaning of, rather than writing a type that is too wide
 */
export function schemaToType(schema: Schema, options: TypeOptions): string {
  const { $ref, anyOf, oneOf, allOf, type } = schema;
  if ($ref !== undefined) return $ref.replace('#/components/schemas/', '');
  if ('const' in schema) return literal(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map(literal));
  const alternatives = anyOf ?? oneOf;
  if (alternatives !== undefined) return union(alternatives.map((part) => schemaToType(part, options)));
  if (allOf !== undefined) return allOf.map((part) => schemaToType(part, options)).join(' & ');
  if (Array.isArray(type)) return union(type.map((one: string) => schemaToType({ ...schema, type: one }, options)));
  return typeOf(schema, options);
}

function typeOf(schema: Schema, options: TypeOptions): string {
  switch (schema.type) {
    case undefined:
      return 'unknown';
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array': {
      const { items = {} } = schema;
      const item = schemaToType(items, options);
      return `readonly ${item.startsWith('readonly ') || isCombined(items) ? `(${item})` : item}[]`;
    }
    case 'object':
      return objectType(schema, options);
    default:
      throw new TypeError(`no type is known for ${JSON.stringify(schema.type)}`);
  }
}

/** Whether its type is written as several. */
const isCombined = ({ anyOf, oneOf, allOf, enum: values, type }: Schema): boolean =>
  [anyOf, oneOf, allOf, values, type].some((parts) => Array.isArray(parts) && parts.length > 1);

function objectType(schema: Schema, { indent, isInput }: TypeOptions): string {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
  const inner = { indent: `${indent}  `, isInput };
  const names = Object.entries(properties);
  const others = typeof additionalProperties === 'object' ? schemaToType(additionalProperties, inner) : 'unknown';
  if (names.length === 0) {
    const key = propertyNames?.enum === undefined ? 'string' : schemaToType(propertyNames, inner);
    return `Readonly<Record<${key}, ${others}>>`;
  }
  const lines = names.flatMap(([name, property]) => {
    const isRequired = required.includes(name);
    const type = schemaToType(property, inner);
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    const suffix = !isRequired && isInput && type !== 'unknown' ? ' | undefined' : '';
    return [...comment(property.description, inner.indent), `${inner.indent}readonly ${key}${isRequired ? '' : '?'}: ${type}${suffix};`]; // prettier-ignore
  });
  if (typeof additionalProperties === 'object') lines.push(`${inner.indent}readonly [name: string]: unknown;`);
  return `{\n${lines.join('\n')}\n${indent}}`;
}

const comment = (text: string | undefined, indent: string): readonly string[] =>
  text === undefined ? [] : [`${indent}/** ${text.replaceAll('*/', '* /')} */`];

const union = (types: readonly string[]): string => [...new Set(types)].join(' | ');

/** With the quotes of the house style. */
const literal = (value: unknown): string =>
  typeof value === 'string' && !/['\\\n]/.test(value) ? `'${value}'` : JSON.stringify(value);
