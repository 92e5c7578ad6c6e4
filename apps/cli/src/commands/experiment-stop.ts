import type { Command } from '../command.ts';
import { experimentArguments, findExperiment } from './find-experiment.ts';

export const experimentStop: Command = {
  name: 'experiment stop',
  summary: 'Show everybody the baseline, and keep the results',
  args: experimentArguments,
  options: [],
  examples: [{ line: 'experiment stop trail-shop sizes', says: 'experiment create starts it again' }],
  output: { operation: 'putApiTenantExperimentId' },
  run: async ({ args: [tenant = '', id = ''], client, signal }) => {
    const { plan } = await findExperiment(client, { tenant, id }, signal);
    const { id: _id, ...definition } = plan;
    const body = { ...definition, active: false };
    const json = await client.putExperiment({ params: { tenant, id }, body }, { signal });
    const said = json.outcome === 'unchanged' ? 'was stopped already' : 'is stopped: everybody sees the baseline';
    return { json, show: () => `${json.experimentId} ${said}` };
  },
};
