import { createOpenApi, routes } from '@harper-edge/api';
import { schemaToType, type Schema } from './schema-to-type.ts';

interface Media {
  readonly schema: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: 'path' | 'query';
    readonly required: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Media>> }>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** libs/client/src/operations.ts: every operation of the API as a value and as types, written from the OpenAPI document. */
export function makeOperations(): string {
  const { paths, components } = createOpenApi(routes, '0') as unknown as OpenApi;
  const operations = Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({ path, method: verb.toUpperCase(), ...operation })),
  );
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `export type ${name} = ${schemaToType(schema, { indent: '', isInput: false })};\n`,
  );
  return `// Written from the API's description by tools/client/write-operations.ts; not to be edited.
/* eslint-disable max-lines */

/** What can be sent as a file. */
export type BinaryBody = Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

${schemas.join('\n')}
/** What each operation takes and answers. */
export interface Operations {
${operations.map(operationType).join('\n')}
}

/** Where each operation is. */
export const operations = {
${operations.map(operationValue).join('\n')}
} as const satisfies Record<keyof Operations, unknown>;
`;
}

type Located = Operation & { readonly path: string; readonly method: string };

function operationType(operation: Located): string {
  const parts = (['path', 'query'] as const).flatMap((where) => {
    const fields = (operation.parameters ?? []).filter((parameter) => parameter.in === where);
    if (fields.length === 0) return [];
    const schema: Schema = {
      type: 'object',
      properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
      required: fields.filter(({ required }) => required).map(({ name }) => name),
    };
    return [[where === 'path' ? 'params' : 'query', schemaToType(schema, { indent: '    ', isInput: true })] as const];
  });
  const body = bodyType(operation);
  const all = [...parts, ...(body === undefined ? [] : [['body', body] as const]), ['answer', answerOf(operation).type] as const]; // prettier-ignore
  const members = all.map(([name, type]) => `    readonly ${name}: ${type};`);
  return `  /** ${operation.summary}. */\n  readonly ${operation.operationId}: {\n${members.join('\n')}\n  };`;
}

function bodyType({ requestBody }: Operation): string | undefined {
  const [contentType, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  if (contentType === undefined || media === undefined) return undefined;
  if (contentType === 'application/octet-stream') return 'BinaryBody';
  const { file, ...properties } = media.schema.properties ?? {};
  const required = media.schema.required?.filter((name) => name !== 'file') ?? [];
  const isForm = contentType === 'multipart/form-data' && file !== undefined;
  return schemaToType(isForm ? { ...media.schema, properties, required } : media.schema, {
    indent: '    ',
    isInput: true,
  });
}

function answerOf({ operationId, responses }: Operation): { readonly isJson: boolean; readonly type: string } {
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  const [contentType, media] = Object.entries(success?.content ?? {})[0] ?? [];
  if (contentType === undefined || media === undefined) throw new TypeError(`${operationId} answers nothing`);
  const isJson = contentType === 'application/json';
  return { isJson, type: schemaToType(media.schema, { indent: '    ', isInput: false }) };
}

function operationValue(operation: Located): string {
  const { operationId, method, path, requestBody } = operation;
  const [contentType] = Object.keys(requestBody?.content ?? {});
  const members = [
    `method: '${method}'`,
    `path: '${path}'`,
    `sends: ${contentType === undefined ? 'undefined' : `'${contentType}'`}`,
    `answers: '${answerOf(operation).isJson ? 'json' : 'text'}'`,
  ];
  return `  ${operationId}: { ${members.join(', ')} },`;
}
