import type { Command } from '../command.ts';
import { formatTime } from '../output/format.ts';
import { experimentArguments, findExperiment } from './find-experiment.ts';

export const experimentShow: Command = {
  name: 'experiment show',
  summary: 'The definition of an experiment, with every default filled in',
  args: experimentArguments,
  options: [],
  examples: [
    { line: 'experiment show trail-shop new-recommendations', says: 'variants, metrics, and what decides' },
    { line: 'experiment show trail-shop new-recommendations --json | jq .plan', says: 'to keep it in a file' },
  ],
  output: {
    schema: {
      type: 'object',
      required: ['experimentId', 'createdAt', 'updatedAt', 'plan'],
      properties: {
        experimentId: { type: 'string' },
        createdAt: { type: 'number', description: 'Milliseconds since 1970.' },
        updatedAt: { type: 'number' },
        plan: { type: 'object', required: ['id', 'variants', 'metrics'] },
      },
    },
  },
  run: async ({ args: [tenant = '', id = ''], client, signal }) => {
    const json = await findExperiment(client, { tenant, id }, signal);
    const rows = [
      ['created', formatTime(json.createdAt)],
      ['changed', formatTime(json.updatedAt)],
      ...Object.entries(json.plan)
        .filter(([name]) => name !== 'id')
        .map(([name, value]) => [name, JSON.stringify(value)]),
    ];
    return { json, show: (style) => style.table(['', json.experimentId], rows) };
  },
};
