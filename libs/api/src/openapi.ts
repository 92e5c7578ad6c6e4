import type { EdgeErrorCode } from '@harper-edge/contracts';
import { edgeErrorCodes } from '@harper-edge/contracts';
import { z } from 'zod';
import { statusByCode } from './http/status.ts';
import { tags, type Route } from './http/route.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

const errorSchema = { $ref: '#/components/schemas/Error' };

/** The OpenAPI 3.1 document of the routes. */
export function createOpenApi(routes: readonly Route[], version: string): Record<string, unknown> {
  const definitions: Record<string, JsonSchema> = {};
  const toSchema = createSchemaWriter(definitions);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:([A-Za-z]+)/g, '{$1}').replace('*', '{path}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route, toSchema);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Harper Edge AI', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '.' }],
    tags: tags.map((name) => ({ name })),
    paths,
    security: hostSecurity,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The API key of a standalone host, or a token of Harper.',
        },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The API key of a standalone host.' },
        basic: { type: 'http', scheme: 'basic', description: 'A user of Harper.' },
        tenantKey: {
          type: 'apiKey',
          in: 'header',
          name: 'X-API-Key',
          description:
            'The key of a tenant, for its own paths and in its scopes; a standalone host takes it as Bearer too.',
        },
      },
      schemas: {
        ...definitions,
        Error: {
          type: 'object',
          required: ['error', 'code', 'requestId'],
          properties: {
            error: { type: 'string', description: 'What was expected, what came and what to do.' },
            code: { type: 'string', enum: Object.keys(edgeErrorCodes) },
            requestId: { type: 'string' },
          },
        },
      },
    },
  };
}

/** Any of them; none at all where a host lets everybody in. */
const hostSecurity = [{ bearer: [] }, { apiKey: [] }, { basic: [] }, {}];

function securityOf({ isPublic, scope }: Route): JsonSchema {
  if (isPublic === true) return { security: [] };
  if (scope === undefined) return {};
  return { security: [...[scope].flat().map((one) => ({ tenantKey: [one] })), ...hostSecurity] };
}

function operationOf(route: Route, toSchema: SchemaWriter): JsonSchema {
  const parameters = [
    ...parametersOf(route.params, { where: 'path', toSchema }),
    ...parametersOf(route.query, { where: 'query', toSchema }),
  ];
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.tag],
    ...securityOf(route),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...requestBodyOf(route, toSchema),
    responses: {
      [route.answerStatus ?? 200]: { description: 'Done.', content: contentOf(route, toSchema) },
      ...failuresOf(route, toSchema),
    },
  };
}

const operationId = ({ method, path }: Route): string =>
  method.toLowerCase() +
  path
    .replace('*', 'path')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const contentOf = ({ answer, answerType = 'text/html' }: Route, toSchema: SchemaWriter): JsonSchema =>
  answer.type === 'string'
    ? { [answerType]: { schema: { type: 'string' } } }
    : { 'application/json': { schema: toSchema(answer, 'output') } };

function requestBodyOf({ body, rawBody }: Route, toSchema: SchemaWriter): JsonSchema {
  if (body !== undefined)
    return { requestBody: { required: true, content: { 'application/json': { schema: toSchema(body, 'input') } } } };
  if (rawBody === undefined) return {};
  const schema =
    rawBody.schema === undefined ? { type: 'string', format: 'binary' } : toSchema(rawBody.schema, 'input');
  return { requestBody: { required: true, content: { [rawBody.contentType]: { schema } } } };
}

function parametersOf(
  fields: z.ZodObject | undefined,
  { where, toSchema }: { readonly where: 'path' | 'query'; readonly toSchema: SchemaWriter },
): readonly JsonSchema[] {
  if (fields === undefined) return [];
  const { properties = {}, required = [] } = toSchema(fields, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema,
  }));
}

/** One response per status; a status that several codes share lists all their meanings. */
function failuresOf(route: Route, toSchema: SchemaWriter): JsonSchema {
  const { errors = [], isPublic = false, isForAdmins = false, body, params, query, rawBody, failureSchema } = route;
  const schema = failureSchema === undefined ? errorSchema : toSchema(failureSchema, 'output');
  const reads = [body, params, query, rawBody].some((part) => part !== undefined);
  const codes = new Set<EdgeErrorCode>([
    ...errors,
    ...(reads ? (['INVALID_INPUT'] as const) : []),
    ...(body !== undefined ? (['TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const) : []),
    ...(isPublic ? [] : (['UNAUTHENTICATED'] as const)),
    ...(isForAdmins ? (['FORBIDDEN'] as const) : []),
    'INTERNAL',
  ]);
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const status = statusByCode[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${code}: ${edgeErrorCodes[code].meaning}`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, meanings]) => [
      status,
      { description: meanings.join(' '), content: { 'application/json': { schema } } },
    ]),
  );
}

type SchemaWriter = (schema: z.ZodType, io: 'input' | 'output') => JsonSchema;

/** Writes JSON Schema (the dialect of OpenAPI 3.1); schemas with a name of their own go to `definitions`, once. */
function createSchemaWriter(definitions: Record<string, JsonSchema>): SchemaWriter {
  return (schema, io) => {
    const written = z.toJSONSchema(schema, {
      io,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        // Fields are added to answers without notice, and what is readonly in our code is not readOnly in a document.
        if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
        delete jsonSchema.readOnly;
      },
    });
    const text = JSON.stringify(written).replaceAll('"#/$defs/', '"#/components/schemas/');
    const {
      $schema,
      $defs = {},
      ...rest
    } = JSON.parse(text) as { $schema?: string; $defs?: Record<string, JsonSchema> };
    Object.assign(definitions, $defs);
    return rest;
  };
}
