import type { Operations } from '@harper-edge/client';
import type { Command } from '../command.ts';
import { usageError } from '../cli-error.ts';
import { parseJson, readInput } from '../read-input.ts';

type Body = Operations['postFeedback']['body'];

export const feedback: Command = {
  name: 'feedback',
  summary: 'Tell what really happened after a prediction',
  details: 'Sending the same again changes nothing.',
  args: [
    {
      name: '<inference-id>',
      description: 'of the prediction; - reads a JSON list of {inferenceId, outcome, correct?}',
    },
    { name: '[outcome]', description: 'what happened: JSON, or a plain text' },
  ],
  options: [
    { flags: '--correct', description: 'the prediction was right' },
    { flags: '--incorrect', description: 'the prediction was wrong' },
  ],
  examples: [
    { line: 'feedback 019a… setosa --correct', says: 'one prediction' },
    { line: 'feedback - < outcomes.json', says: 'many at once' },
  ],
  output: { operation: 'postFeedback' },
  run: async ({ args: [inferenceId = '', outcome], client, given, signal, stdin }) => {
    const body =
      inferenceId === '-' ? await readMany(stdin) : { inferenceId, ...oneOf(outcome, given.flag.bind(given)) };
    const json = await client.sendFeedback({ body }, { signal });
    const count = json.inferenceIds?.length ?? 1;
    return { json, show: () => `recorded for ${count} prediction${count === 1 ? '' : 's'}` };
  },
};

/** Whatever is in it, the host checks it, and says what is wrong. */
async function readMany(stdin: NodeJS.ReadStream): Promise<Body> {
  const body = parseJson(await readInput('-', stdin), 'standard input');
  if (!Array.isArray(body))
    throw usageError('standard input: expected a JSON list of {inferenceId, outcome, correct?}');
  return body as Body;
}

function oneOf(outcome: string | undefined, flag: (name: string) => boolean) {
  const [correct, incorrect] = [flag('correct'), flag('incorrect')];
  if (correct && incorrect) throw usageError('expected --correct or --incorrect, received both');
  if (outcome === undefined) throw usageError('feedback: expected the outcome');
  return { outcome: jsonOrText(outcome), ...(correct || incorrect ? { correct } : {}) };
}

function jsonOrText(text: string): unknown {
  try {
    return parseJson(text, 'outcome');
  } catch {
    return text;
  }
}
