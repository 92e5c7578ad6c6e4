import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOpenApi, routes } from '@harper-edge/api';
import { methods, operations } from '@harper-edge/client';
import { describe, expect, it } from 'vitest';
import { makeOperations } from './make-operations.ts';
import { schemaToType, type Schema } from './schema-to-type.ts';

const written = join(import.meta.dirname, '../../libs/client/src/operations.ts');

describe('the client', () => {
  it('knows the API as it is; after a change of a route: npm run generate', async () => {
    expect(await readFile(written, 'utf8')).toBe(makeOperations());
  });

  it('has exactly one method for every route', () => {
    const { paths } = createOpenApi(routes, '0') as { paths: Record<string, Record<string, { operationId: string }>> };
    const documented = Object.entries(paths).flatMap(([path, verbs]) =>
      Object.entries(verbs).map(([verb, { operationId }]) => `${operationId}: ${verb.toUpperCase()} ${path}`),
    );
    const called = Object.values(methods).map((id) => `${id}: ${operations[id].method} ${operations[id].path}`);
    expect(documented.length).toBe(routes.length);
    expect(called.sort()).toEqual(documented.sort());
  });
});

describe('the type of a schema', () => {
  const type = (schema: Schema, isInput = false): string => schemaToType(schema, { indent: '', isInput });

  it.each<[Schema, string]>([
    [{}, 'unknown'],
    [{ $ref: '#/components/schemas/Row' }, 'Row'],
    [{ const: true }, 'true'],
    [{ enum: ['a', "b'c", 1] }, `'a' | "b'c" | 1`],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ anyOf: [{ type: 'integer' }, { type: 'number' }] }, 'number'],
    [{ allOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }, 'A & B'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, "readonly ('a' | 'b')[]"],
    [
      {
        type: 'array',
        items: {
          oneOf: [
            { type: 'object', properties: { a: {} } },
            { type: 'object', properties: { b: {} } },
          ],
        },
      },
      'readonly ({\n  readonly a?: unknown;\n} | {\n  readonly b?: unknown;\n})[]',
    ],
    [{ type: 'array', items: { type: 'array', items: { type: 'number' } } }, 'readonly (readonly number[])[]'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'Readonly<Record<string, number>>'],
    [{ type: 'object', properties: { 'a-b': {} }, required: ['a-b'] }, '{\n  readonly "a-b": unknown;\n}'],
    [{ type: 'object', properties: { a: { type: 'null' } } }, '{\n  readonly a?: null;\n}'],
  ])('%j', (schema, expected) => {
    expect(type(schema)).toBe(expected);
  });

  it('lets a caller say undefined', () => {
    expect(type({ type: 'object', properties: { a: { type: 'null' } } }, true)).toContain('a?: null | undefined;');
  });

  it('is refused rather than guessed', () => {
    expect(() => type({ type: 'tuple' })).toThrow(TypeError);
  });
});
