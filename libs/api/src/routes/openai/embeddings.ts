import { EdgeError, type ModelVersion, type Tensor } from '@harper-edge/contracts';
import { z } from 'zod';
import { route } from '../../http/route.ts';
import { serverTiming } from '../../http/server-timing.ts';
import { embeddingModel, textTensor } from '../../openai/embedding-model.ts';
import { checkDimensions, embeddingVectors, writeVector } from '../../openai/embedding-vectors.ts';
import { openAiRoute } from '../../openai/failure.ts';
import { modelName, parseModelName } from '../../openai/model-name.ts';
import { refuseOthers } from '../../openai/refuse-others.ts';
import type { Services } from '../../services.ts';
import { infer } from '../../use-cases/infer.ts';

const maxInputs = 2_048;
const text = z.string().min(1);
const maxTokens = 32_768;
// One function for all of them: a schema for each id takes a hundred times as long, and there may be millions.
const tokenIds = z
  .custom<readonly number[]>((value) => Array.isArray(value) && value.length <= maxTokens && isTokenIds(value))
  .meta({ type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 1, maxItems: maxTokens });

const body = z.looseObject({
  model: modelName,
  input: z.union([text, z.array(text).min(1).max(maxInputs), tokenIds, z.array(tokenIds).min(1).max(maxInputs)], {
    error: `expected a text, 1 to ${maxInputs} texts, 1 to ${maxTokens} token ids, or 1 to ${maxInputs} such lists; none empty`,
  }),
  encoding_format: z.enum(['float', 'base64']).nullish().meta({ description: 'Default float.' }),
  dimensions: z
    .number()
    .int()
    .min(1)
    .nullish()
    .meta({ description: 'The first so many of each vector, scaled to length 1 again.' }),
  user: z.string().max(256).nullish().meta({ description: 'Kept with the recorded event.' }),
});

const answer = z.object({
  object: z.literal('list'),
  model: z.string(),
  data: z.array(
    z.object({
      object: z.literal('embedding'),
      index: z.number(),
      embedding: z
        .union([z.array(z.number()), z.string()])
        .meta({ description: 'Numbers, or the base64 of little-endian 32-bit floats.' }),
    }),
  ),
  usage: z
    .object({ prompt_tokens: z.number(), total_tokens: z.number() })
    .meta({ description: 'Of the model’s own tokens; 0 where it does not count them.' }),
});

export const embeddingsRoute = route({
  method: 'POST',
  path: '/v1/embeddings',
  summary: 'Vectors of texts, as OpenAI answers them',
  ...openAiRoute,
  body,
  answer,
  errors: ['NOT_FOUND', 'MODEL_FAILED', 'NOT_INSTALLED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'],
  handle: async ({ services, request, requestId, caller, body: asked, headers }) => {
    const startMs = services.clock.monotonicMs();
    refuseOthers(asked, { known: Object.keys(body.shape) });
    const { modelId, version } = parseModelName(asked.model);
    const model = await services.registry.resolve(modelId, version);
    const { input, output } = embeddingModel(model);
    const dimensions = asked.dimensions ?? undefined;
    checkDimensions(dimensions, output.shape[1] ?? -1);
    const texts = await textsOf(services, model, asked.input);
    const [inferred, tokens] = await Promise.all([
      infer(services, {
        modelId,
        version: model.version,
        makeInputs: () => [textTensor(input, texts)],
        outputs: [output.name],
        featuresIn: () => ({ [input.name]: texts }),
        userId: asked.user ?? undefined,
        requestId,
        tenant: caller?.name,
        signal: request.leaving ?? request.signal,
      }),
      countTokens(services, model, texts),
    ]);
    const vectors = embeddingVectors(outputOf(inferred.outputs), { rows: texts.length, dimensions });
    const totalMs = services.clock.monotonicMs() - startMs;
    headers['server-timing'] = serverTiming(inferred, { authMs: request.authMs ?? 0, totalMs });
    headers['x-inference-id'] = inferred.inferenceId;
    return {
      object: 'list' as const,
      model: asked.model,
      data: vectors.map((vector, index) => ({
        object: 'embedding' as const,
        index,
        embedding: writeVector(vector, asked.encoding_format ?? 'float'),
      })),
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    };
  },
});

/** Each text that is asked for; lists of token ids become the texts they stand for. */
async function textsOf(
  { engine }: Services,
  model: ModelVersion,
  input: z.infer<typeof body>['input'],
): Promise<readonly string[]> {
  if (typeof input === 'string') return [input];
  if (isTexts(input)) return input;
  const tokens = await engine.tokens(model);
  if (tokens !== undefined) return tokens.decode(isTokenIds(input) ? [input] : input);
  const refusal = `input: model ${model.id} does not read token ids; send texts`;
  throw new EdgeError('INVALID_INPUT', refusal, { param: 'input' });
}

// Arrays are of one kind: the schema has seen to that.
const isTexts = (input: readonly unknown[]): input is readonly string[] => typeof input[0] === 'string';

function isTokenIds(value: readonly unknown[]): value is readonly number[] {
  return value.length > 0 && value.every((id) => Number.isSafeInteger(id) && (id as number) >= 0);
}

async function countTokens({ engine }: Services, model: ModelVersion, texts: readonly string[]): Promise<number> {
  const tokens = await engine.tokens(model);
  const counts = (await tokens?.count(texts)) ?? [];
  return counts.reduce((sum, count) => sum + count, 0);
}

function outputOf([tensor]: readonly Tensor[]): Tensor {
  if (tensor === undefined) throw new EdgeError('MODEL_FAILED', 'expected vectors, the model gave no output');
  return tensor;
}
