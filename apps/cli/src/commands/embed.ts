import type { Command } from '../command.ts';
import { usageError } from '../cli-error.ts';
import { linesOf, readInput } from '../read-input.ts';

export const embed: Command = {
  name: 'embed',
  summary: 'Vectors of texts',
  args: [
    { name: '<model>', description: 'model, or model:version' },
    { name: '<text...>', description: 'texts; - reads one from each line of standard input' },
  ],
  options: [
    { flags: '--dimensions <number>', description: 'the first so many of each vector, at length 1', minimum: 1 },
  ],
  examples: [
    { line: 'embed words red "green tent"', says: 'two texts' },
    { line: "embed words - --json < lines.txt | jq '.data[].embedding'", says: 'a text on each line' },
  ],
  output: { operation: 'postV1Embeddings' },
  run: async ({ args: [model = '', ...texts], client, given, signal, stdin }) => {
    const input = texts.length === 1 && texts[0] === '-' ? linesOf(await readInput('-', stdin)) : texts;
    if (input.length === 0) throw usageError('embed: expected at least one text');
    const dimensions = given.number('dimensions');
    const json = await client.embed({ body: { model, input, dimensions, encoding_format: 'float' } }, { signal });
    const rows = json.data.map(({ index, embedding }) => [input[index], JSON.stringify(embedding)]);
    return { json, show: (style) => style.table(['TEXT', 'VECTOR'], rows) };
  },
};
