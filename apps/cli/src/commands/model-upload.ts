import { extname } from 'node:path';
import type { Command } from '../command.ts';
import { usageError } from '../cli-error.ts';
import { modelFiles } from '../model-files.ts';
import { parseVersionName } from '../model-name.ts';
import { formatBytes } from '../output/format.ts';
import { parseJson, parseJsonObject, readInput } from '../read-input.ts';
import { chosen, frameworks, stages } from './choices.ts';

export const modelUpload: Command = {
  name: 'model upload',
  summary: 'Upload a model version; it is listed once the host has loaded it',
  details:
    'A folder is uploaded as all the files in it, at most 64. The same version with the same bytes is accepted again and changes nothing; with other bytes it is refused.',
  args: [
    { name: '<path>', description: 'the file or folder of the model' },
    { name: '<model:version>', description: 'what it is to be called' },
  ],
  options: [
    { flags: '--framework <framework>', description: 'default: onnx for .onnx', choices: frameworks },
    { flags: '--stage <stage>', description: 'default: development', choices: stages },
    { flags: '--metadata <json>', description: 'a JSON object; @file reads it, - is standard input' },
    { flags: '--input-schema <json>', description: 'what the inputs are, checked against the file' },
    { flags: '--output-schema <json>', description: 'what the outputs are, checked against the file' },
  ],
  examples: [
    { line: 'model upload examples/iris/iris-logreg.onnx iris:v1 --stage production', says: 'one file' },
    {
      line: 'model upload examples/small-models/words-to-vectors words:v1 --framework onnx',
      says: 'a folder with tokenizer and network',
    },
    { line: 'model upload model.onnx prices:v2 --metadata @about.json', says: 'with metadata from a file' },
  ],
  output: { operation: 'postModelUpload' },
  timeoutMs: 0,
  run: async ({ args: [path = '', name = ''], client, given, progress, signal, stdin }) => {
    const { modelId, version } = parseVersionName(name);
    const framework = chosen(frameworks, given.text('framework')) ?? frameworkOf(path);
    const read = async (option: string) => {
      const text = given.text(option);
      return text === undefined ? undefined : await readInput(text, stdin);
    };
    const metadata = await read('metadata');
    const [inputSchema, outputSchema] = [await read('input-schema'), await read('output-schema')];
    const body = {
      modelId,
      version,
      framework,
      stage: chosen(stages, given.text('stage')),
      metadata: metadata === undefined ? undefined : parseJsonObject(metadata, '--metadata'),
      inputSchema: inputSchema === undefined ? undefined : parseJson(inputSchema, '--input-schema'),
      outputSchema: outputSchema === undefined ? undefined : parseJson(outputSchema, '--output-schema'),
    };
    const json = await client.uploadModel(
      {
        body,
        files: await modelFiles([path]),
        onProgress: ({ sentBytes, totalBytes }) => {
          progress.bytes(name, { doneBytes: sentBytes, totalBytes });
          if (sentBytes === totalBytes) progress.text(`${name} sent; the host loads it`);
        },
      },
      { signal },
    );
    const show = (): string =>
      `${modelId}:${version} is served: ${formatBytes(json.sizeBytes)}, SHA-256 ${json.sha256}`;
    return { json, show };
  },
};

function frameworkOf(path: string): 'onnx' {
  if (extname(path) === '.onnx') return 'onnx';
  throw usageError(`${path}: --framework is needed: ${frameworks.join(', ')}`);
}
