import type { Command } from '../command.ts';
import { groupOf } from './benchmark-run.ts';
import { comparisonTable } from './comparison-table.ts';
import { limitOption, moreNote } from './paging.ts';

export const benchmarkHistory: Command = {
  name: 'benchmark history',
  summary: 'Comparisons made on the host so far, newest first',
  args: [{ name: '[group]', description: 'only of this taskType/equivalenceGroup' }],
  options: [limitOption],
  examples: [{ line: 'benchmark history classification/iris --limit 5', says: 'the last five of a group' }],
  output: { operation: 'getBenchmarkHistory' },
  run: async ({ args: [group], client, given, signal }) => {
    const [taskType, equivalenceGroup] = group === undefined ? [] : groupOf(group);
    const query = { taskType, equivalenceGroup, limit: given.number('limit') };
    const json = await client.listComparisons({ query }, { signal });
    const show = json.comparisons.length === 0 ? () => 'nothing was compared yet' : undefined;
    return {
      json,
      show: show ?? ((style) => json.comparisons.map((one) => comparisonTable(one, style)).join('\n\n')),
      note: moreNote(json.nextCursor),
    };
  },
};
