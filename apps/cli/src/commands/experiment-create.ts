import type { Operations } from '@harper-edge/client';
import { usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { parseJsonObject, readInput } from '../read-input.ts';
import { experimentArguments } from './find-experiment.ts';

type Definition = Operations['putApiTenantExperimentId']['body'];

export const experimentCreate: Command = {
  name: 'experiment create',
  summary: 'Create an experiment, or change what may change while it runs',
  details: 'The same again changes nothing, and starts again what was stopped. The first variant is the baseline.',
  args: [
    ...experimentArguments,
    { name: '[definition]', description: 'a JSON object as the API takes it; @file reads it, - is standard input' },
  ],
  options: [{ flags: '--variants <id=weight,...>', description: 'instead: variants, whose weights sum to 1 or 100' }],
  examples: [
    { line: 'experiment create trail-shop sizes --variants baseline=50,large=50', says: 'half of the shoppers each' },
    {
      line: 'experiment create trail-shop sizes @sizes.json',
      says: 'with metrics, coverage or a condition of its own',
    },
  ],
  output: { operation: 'putApiTenantExperimentId' },
  run: async ({ args: [tenant = '', id = '', definition], client, given, signal, stdin }) => {
    const variants = given.text('variants');
    if ((definition === undefined) === (variants === undefined))
      throw usageError('experiment create: expected either a definition or --variants');
    const body =
      variants === undefined
        ? // Whatever is in it, the host checks it, and says what is wrong.
          (parseJsonObject(await readInput(definition ?? '', stdin), 'definition') as unknown as Definition)
        : { variants: variants.split(',').map(parseVariant) };
    const json = await client.putExperiment({ params: { tenant, id }, body }, { signal });
    return { json, show: () => `${json.experimentId} is ${json.outcome}` };
  },
};

function parseVariant(text: string): Definition['variants'][number] {
  const [, id = '', weight = ''] = /^([^=]+)=(\d+(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  if (id !== '') return { id, weight: Number(weight) };
  throw usageError(`--variants: expected id=weight, received ${JSON.stringify(text)}`);
}
