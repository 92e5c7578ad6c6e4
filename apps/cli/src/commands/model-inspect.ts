import type { Command } from '../command.ts';
import { formatBytes } from '../output/format.ts';
import { chosen } from './choices.ts';
import { sourceArguments, sources } from './sources.ts';

export const modelInspect: Command = {
  name: 'model inspect',
  summary: 'Look at a model elsewhere without downloading it: framework, variants, files, sizes',
  args: sourceArguments,
  options: [{ flags: '--variant <name>', description: 'the files of this variant, such as quantized' }],
  examples: [
    { line: 'model inspect huggingface Xenova/all-MiniLM-L6-v2', says: 'what there is' },
    { line: 'model inspect filesystem iris/iris-logreg.onnx', says: 'a file beside the host' },
  ],
  output: { operation: 'getModelFetchInspect' },
  run: async ({ args: [source, sourceReference = ''], client, given, signal }) => {
    const query = { source: chosen(sources, source) ?? 'url', sourceReference, variant: given.text('variant') };
    const json = await client.inspectSource({ query }, { signal });
    const size = (bytes: number | null): string | undefined => (bytes === null ? undefined : formatBytes(bytes));
    return {
      json,
      show: (style) =>
        [
          style.table(
            ['', json.suggestedName],
            [
              ['framework', json.framework],
              ['variants', json.variants.join(', ')],
              ['revision', json.revision],
              ['size', size(json.totalBytes)],
              ['metadata', JSON.stringify(json.metadata)],
            ],
          ),
          style.table(
            ['FILE', 'SIZE'],
            json.files.map(({ path, sizeBytes }) => [path, size(sizeBytes)]),
          ),
        ].join('\n\n'),
    };
  },
};
