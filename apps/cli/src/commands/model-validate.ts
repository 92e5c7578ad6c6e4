import type { Command } from '../command.ts';
import { usageError } from '../cli-error.ts';
import { parseVersionName } from '../model-name.ts';
import { changeResult } from './change.ts';

export const modelValidate: Command = {
  name: 'model validate',
  summary: 'Record what testing a version showed; staging takes what has passed',
  args: [
    { name: '<model:version>', description: 'the version, or an alias of it' },
    { name: '<outcome>', description: 'of the test', choices: ['passed', 'failed'] },
  ],
  options: [
    { flags: '--metric <name=number>', description: 'what was measured; may be repeated', isRepeatable: true },
    { flags: '--notes <text>', description: 'anything else' },
    { flags: '--by <name>', description: 'who tested it, where the host does not know you' },
  ],
  examples: [{ line: 'model validate iris:v2 passed --metric accuracy=0.97', says: 'it may go to staging' }],
  output: { operation: 'postModelsModelIdVersionValidation' },
  run: async ({ args: [name = '', outcome], client, given, signal }) => {
    const body = {
      passed: outcome === 'passed',
      metrics: Object.fromEntries(given.list('metric').map(parseMetric)),
      notes: given.text('notes'),
      by: given.text('by'),
    };
    return changeResult(await client.validateModel({ params: parseVersionName(name), body }, { signal }));
  },
};

function parseMetric(text: string): readonly [string, number] {
  const [, name = '', number = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name !== '' && number.trim() !== '' && Number.isFinite(Number(number))) return [name, Number(number)];
  throw usageError(`--metric: expected name=number, received ${JSON.stringify(text)}`);
}
