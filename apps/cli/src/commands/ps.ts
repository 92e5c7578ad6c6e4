import type { Command } from '../command.ts';
import { formatBytes } from '../output/format.ts';

export const ps: Command = {
  name: 'ps',
  summary: 'Models in the memory of the host, on the thread that answers',
  args: [],
  options: [],
  examples: [{ line: 'ps', says: 'what is loaded, and how much memory it takes' }],
  output: {
    schema: {
      type: 'object',
      required: ['host', 'version', 'loaded'],
      properties: {
        host: { type: 'string' },
        version: { type: 'string' },
        loaded: {
          type: 'array',
          items: {
            type: 'object',
            required: ['models', 'framework', 'sha256', 'memoryBytes', 'leases'],
            properties: {
              models: {
                type: 'array',
                items: { type: 'string' },
                description: 'model:version of every version with this artifact',
              },
              framework: { type: 'string' },
              sha256: { type: 'string' },
              memoryBytes: { type: 'number' },
              leases: { type: 'number', description: 'requests that use it now' },
            },
          },
        },
      },
    },
  },
  run: async ({ client, signal }) => {
    const { host, version, modelsLoaded } = await client.showStatus({}, { signal });
    const names = new Map<string, string[]>();
    let cursor: string | undefined;
    do {
      const page = await client.listModels({ query: { limit: 10_000, cursor } }, { signal });
      for (const { sha256, id } of page.models) names.set(sha256, [...(names.get(sha256) ?? []), id]);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    const loaded = modelsLoaded.map((model) => ({ models: names.get(model.sha256) ?? [], ...model }));
    const rows = loaded.map(({ models, framework, memoryBytes, leases }) => [
      models.join(', '),
      framework,
      formatBytes(memoryBytes),
      leases,
    ]);
    const show = loaded.length === 0 ? () => 'nothing is loaded' : undefined;
    return {
      json: { host, version, loaded },
      show: show ?? ((style) => style.table(['MODEL', 'FRAMEWORK', 'MEMORY', 'IN USE'], rows)),
    };
  },
};
