import type { Command } from '../command.ts';
import { confirm, confirmOptions } from '../confirm.ts';
import { experimentArguments, findExperiment, variantsOf } from './find-experiment.ts';

export const experimentDelete: Command = {
  name: 'experiment delete',
  summary: 'Remove an experiment with all that was recorded; experiment stop keeps it',
  args: experimentArguments,
  options: confirmOptions,
  examples: [
    { line: 'experiment delete trail-shop sizes --dry-run', says: 'what would be deleted' },
    { line: 'experiment delete trail-shop sizes --yes', says: 'delete it without being asked' },
  ],
  output: {
    schema: {
      type: 'object',
      required: ['deleted', 'dryRun', 'experimentId', 'removedUsers'],
      properties: {
        deleted: { type: 'boolean' },
        dryRun: { type: 'boolean' },
        experimentId: { type: 'string' },
        removedUsers: { type: ['number', 'null'], description: 'Not known before.' },
      },
    },
  },
  run: async (context) => {
    const { args, client, given, signal } = context;
    const [tenant = '', id = ''] = args;
    const experiment = await findExperiment(client, { tenant, id }, signal);
    const about = `experiment ${id} of ${tenant} (${variantsOf(experiment)})`;
    if (given.flag('dry-run')) {
      const json = { deleted: false, dryRun: true, experimentId: id, removedUsers: null };
      return { json, show: () => `would delete ${about}` };
    }
    await confirm(`Delete ${about} with all that was recorded?`, context);
    const { removedUsers } = await client.deleteExperiment({ params: { tenant, id } }, { signal });
    const json = { deleted: true, dryRun: false, experimentId: id, removedUsers };
    return { json, show: () => `deleted ${about}, and what was recorded of ${removedUsers} shoppers` };
  },
};
