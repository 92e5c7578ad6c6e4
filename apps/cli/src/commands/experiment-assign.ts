import { usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { linesOf, readInput } from '../read-input.ts';
import { experimentArguments } from './find-experiment.ts';

export const experimentAssign: Command = {
  name: 'experiment assign',
  summary: 'Which variant shoppers see; each of them counts as exposed from now on',
  args: [
    ...experimentArguments,
    { name: '<user...>', description: 'ids of up to 10,000 shoppers; - reads one from each line of standard input' },
  ],
  options: [],
  examples: [
    { line: 'experiment assign trail-shop sizes ann bob', says: 'of two shoppers' },
    { line: 'experiment assign trail-shop sizes - < shoppers.txt', says: 'an id on each line' },
  ],
  output: { operation: 'postApiTenantExperimentIdAssignments' },
  run: async ({ args: [tenant = '', id = '', ...users], client, signal, stdin }) => {
    const userIds = users.length === 1 && users[0] === '-' ? linesOf(await readInput('-', stdin)) : users;
    if (userIds.length === 0) throw usageError('experiment assign: expected at least one shopper');
    const json = await client.assignVariants({ params: { tenant, id }, body: { userIds } }, { signal });
    const rows = json.assignments.map(({ userId, variant, inExperiment, reason }) => [
      userId,
      variant,
      inExperiment ? 'yes' : 'no',
      reason,
    ]);
    return { json, show: (style) => style.table(['SHOPPER', 'VARIANT', 'TAKES PART', 'WHY'], rows) };
  },
};
