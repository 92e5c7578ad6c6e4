import type { Command } from '../command.ts';
import { parseVersionName } from '../model-name.ts';
import { parseJsonObject, readInput } from '../read-input.ts';
import { jobResult, waitForJob } from '../wait-for-job.ts';
import { chosen, frameworks, stages } from './choices.ts';
import { sourceArguments, sources } from './sources.ts';

export const modelFetch: Command = {
  name: 'model fetch',
  summary: 'Let the host fetch a model from elsewhere, as a job that goes on by itself',
  details: 'The same fetch again, while it runs, is the same job.',
  args: [...sourceArguments, { name: '<model:version>', description: 'what it is to be called' }],
  options: [
    { flags: '--variant <name>', description: 'such as default, quantized, fp16; model inspect lists them' },
    { flags: '--framework <framework>', description: 'default: as the file names tell', choices: frameworks },
    { flags: '--stage <stage>', description: 'default: development', choices: stages },
    { flags: '--metadata <json>', description: 'a JSON object; @file reads it, - is standard input' },
    { flags: '--sha256 <digest>', description: 'what a model of one file must be' },
    { flags: '--priority <number>', description: '0 to 9, default 5; higher ones run first', minimum: 0 },
    {
      flags: '--webhook <url>',
      description: 'told when the job has ended, signed with the MODEL_FETCH_WEBHOOK_SECRET of the host',
    },
    { flags: '--wait', description: 'until it has ended; ends with 7 unless it is completed' },
  ],
  examples: [
    {
      line: 'model fetch huggingface Xenova/all-MiniLM-L6-v2 minilm:v1 --variant quantized --wait',
      says: 'from a hub',
    },
    { line: 'model fetch filesystem iris/iris-logreg.onnx iris:v1 --json', says: 'without waiting' },
  ],
  // Either way it is the job; without --wait as it has just begun.
  output: { operation: 'getModelFetchJobsId' },
  run: async (context) => {
    const { args, client, given, signal, stdin } = context;
    const [source, sourceReference = '', name = ''] = args;
    const { modelId, version } = parseVersionName(name);
    const metadata = given.text('metadata');
    const body = {
      source: chosen(sources, source) ?? 'url',
      sourceReference,
      variant: given.text('variant'),
      modelName: modelId,
      modelVersion: version,
      framework: chosen(frameworks, given.text('framework')),
      stage: chosen(stages, given.text('stage')),
      metadata: metadata === undefined ? undefined : parseJsonObject(await readInput(metadata, stdin), '--metadata'),
      sha256: given.text('sha256'),
      priority: given.number('priority'),
      webhookUrl: given.text('webhook'),
    };
    const { jobId } = await client.fetchModel({ body }, { signal });
    if (given.flag('wait')) return jobResult(await waitForJob(jobId, context));
    const job = await client.showJob({ params: { id: jobId } }, { signal });
    return { json: job, show: () => `${job.status}; watch it with: harper-ai job watch ${jobId}` };
  },
};
