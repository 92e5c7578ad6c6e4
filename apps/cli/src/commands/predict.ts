import type { Operations } from '@harper-edge/client';
import type { Command } from '../command.ts';
import { usageError } from '../cli-error.ts';
import { parseModelName } from '../model-name.ts';
import { formatNumber, formatShare } from '../output/format.ts';
import { parseJsonObject, readInput } from '../read-input.ts';

type Body = Operations['postPredict']['body'];

export const predict: Command = {
  name: 'predict',
  summary: 'Ask a model for a prediction',
  details: 'Without a version the production version answers; where there is none, the newest.',
  args: [
    { name: '<model>', description: 'model, or model:version' },
    { name: '[features]', description: 'a JSON object of the inputs; @file reads it, - is standard input' },
  ],
  options: [
    { flags: '--text <text>', description: 'for models with one text input; several make a batch', isRepeatable: true },
    { flags: '--user <id>', description: 'kept with the recorded prediction' },
    { flags: '--session <id>', description: 'kept with the recorded prediction' },
  ],
  examples: [
    { line: `predict iris '{"float_input": [5.1, 3.5, 1.4, 0.2]}'`, says: 'one flower' },
    { line: 'predict iris:v1 - < flowers.json', says: 'from standard input, of a certain version' },
    { line: 'predict words --text red --text "green tent"', says: 'texts' },
  ],
  output: { operation: 'postPredict' },
  run: async ({ args: [name = '', features], client, given, settings, signal, stdin }) => {
    const texts = given.list('text');
    if ((features === undefined) === (texts.length === 0)) throw usageError('predict: expected features or --text');
    const input: Body =
      features === undefined
        ? texts.length === 1
          ? { text: texts[0] }
          : { texts }
        : { features: parseJsonObject(await readInput(features, stdin), 'features') };
    const { timeoutMs } = settings;
    const body: Body = {
      ...parseModelName(name),
      ...input,
      userId: given.text('user'),
      sessionId: given.text('session'),
      // The host then stops working on what nobody waits for.
      timeoutMs: timeoutMs === undefined || timeoutMs === 0 ? undefined : Math.min(timeoutMs, 600_000),
    };
    const json = await client.predict({ body }, { signal });
    return {
      json,
      show: (style) =>
        style.table(
          ['', `${json.modelName}:${json.modelVersion}`],
          [
            ...Object.entries(json.prediction).map(([output, value]) => [output, JSON.stringify(value)]),
            ['confidence', formatShare(json.confidence)],
            ['latency', `${formatNumber(json.latencyMs) ?? ''} ms`],
            ['inference id', json.inferenceId],
          ],
        ),
    };
  },
};
