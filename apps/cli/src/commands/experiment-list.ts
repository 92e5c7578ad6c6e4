import type { Command } from '../command.ts';
import { formatTime } from '../output/format.ts';
import { isActive, variantsOf } from './find-experiment.ts';
import { limitOption, moreNote } from './paging.ts';

export const experimentList: Command = {
  name: 'experiment list',
  summary: 'Experiments of a shop',
  args: [{ name: '<tenant>', description: 'the shop' }],
  options: [limitOption],
  examples: [{ line: 'experiment list trail-shop', says: 'what runs, and what was stopped' }],
  output: { operation: 'getApiTenantExperiments' },
  run: async ({ args: [tenant = ''], client, given, signal }) => {
    const query = { limit: given.number('limit') };
    const json = await client.listExperiments({ params: { tenant }, query }, { signal });
    const rows = json.experiments.map((experiment) => [
      experiment.experimentId,
      isActive(experiment) ? 'active' : 'stopped',
      variantsOf(experiment),
      formatTime(experiment.createdAt),
      formatTime(experiment.updatedAt),
    ]);
    const columns = ['EXPERIMENT', 'STATE', 'VARIANTS', 'CREATED', 'CHANGED'];
    return { json, show: (style) => style.table(columns, rows), note: moreNote(json.nextCursor) };
  },
};
