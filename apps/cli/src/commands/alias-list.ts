import type { Command } from '../command.ts';

export const aliasList: Command = {
  name: 'alias list',
  summary: 'The aliases of a model, and the versions they stand for',
  args: [{ name: '<model>', description: 'the model' }],
  options: [],
  examples: [{ line: 'alias list iris', says: 'what champion is now' }],
  output: { operation: 'getModelsModelIdAliases' },
  run: async ({ args: [modelId = ''], client, signal }) => {
    const json = await client.listAliases({ params: { modelId } }, { signal });
    return { json, show: (style) => style.table(['ALIAS', 'VERSION'], Object.entries(json.aliases)) };
  },
};
