import { createOpenApi, routes } from '@harper-edge/api';
import type { Command } from '../command.ts';

type Schema = Readonly<Record<string, unknown>>;

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }>>; // prettier-ignore
}

/** apps/cli/output.schema.json: under `$defs` what `--json` of each command prints, under the command's name. */
export function outputSchemas(commands: readonly Command[]): Schema {
  const { paths, components } = createOpenApi(routes, '0') as unknown as OpenApi;
  const operations = Object.values(paths).flatMap((verbs) => Object.values(verbs));
  const answerOf = (id: string): Schema => {
    const { responses } = operations.find(({ operationId }) => operationId === id) ?? missing(id);
    const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? missing(id);
    return success.content['application/json']?.schema ?? missing(id);
  };
  const outputs = commands.flatMap(({ name, output }): readonly (readonly [string, Schema])[] =>
    output === 'none' ? [] : [[name, 'operation' in output ? answerOf(output.operation) : output.schema]],
  );
  const failure = {
    type: 'object',
    description: 'On standard error, when a command fails.',
    required: ['error', 'code', 'exitCode'],
    properties: {
      error: { type: 'string', description: 'What was expected, what came and what to do.' },
      code: { type: 'string', description: 'Of the API; or USAGE, UNREACHABLE, TIMEOUT and the like.' },
      requestId: { type: 'string' },
      retryAfterSeconds: { type: 'number' },
      exitCode: { type: 'integer' },
    },
  };
  const all = { ...components.schemas, ...Object.fromEntries(outputs), failure };
  const definitions = Object.fromEntries(Object.entries(all).filter(([name]) => reachable(all, Object.keys({ ...Object.fromEntries(outputs), failure })).has(name))); // prettier-ignore
  const text = JSON.stringify({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What harper-ai --json prints, by command',
    $defs: definitions,
  });
  return JSON.parse(text.replaceAll('"#/components/schemas/', '"#/$defs/')) as Schema;
}

/** The names, and all that their schemas refer to. */
function reachable(schemas: Readonly<Record<string, Schema>>, names: readonly string[]): ReadonlySet<string> {
  const found = new Set(names);
  for (const name of found) {
    const refs = JSON.stringify(schemas[name]).matchAll(/"#\/components\/schemas\/(\w+)"/g);
    for (const [, referred = ''] of refs) found.add(referred);
  }
  return found;
}

function missing(id: string): never {
  throw new TypeError(`the API has no operation "${id}" with a JSON answer`);
}
