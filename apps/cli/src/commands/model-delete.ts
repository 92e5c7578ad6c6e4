import type { Command } from '../command.ts';
import { confirm, confirmOptions } from '../confirm.ts';
import { parseVersionName } from '../model-name.ts';
import { formatBytes } from '../output/format.ts';

export const modelDelete: Command = {
  name: 'model delete',
  summary: 'Delete a model version; refused while it is in production',
  args: [{ name: '<model:version>', description: 'the version' }],
  options: confirmOptions,
  examples: [
    { line: 'model delete iris:v1 --dry-run', says: 'what would be deleted' },
    { line: 'model delete iris:v1 --yes', says: 'delete it without being asked' },
  ],
  output: {
    schema: {
      type: 'object',
      required: ['deleted', 'dryRun', 'model'],
      properties: {
        deleted: { type: 'boolean' },
        dryRun: { type: 'boolean' },
        model: { $ref: '#/components/schemas/ModelVersion' },
      },
    },
  },
  run: async (context) => {
    const { args, client, given, signal } = context;
    const params = parseVersionName(args[0] ?? '');
    const model = await client.showModel({ params }, { signal });
    const about = `${model.id} (${model.stage}, ${formatBytes(model.sizeBytes)})`;
    if (given.flag('dry-run'))
      return { json: { deleted: false, dryRun: true, model }, show: () => `would delete ${about}` };
    await confirm(`Delete ${about}?`, context);
    await client.deleteModel({ params }, { signal });
    return { json: { deleted: true, dryRun: false, model }, show: () => `deleted ${about}` };
  },
};
