import { EdgeError, type ModelVersion } from '@harper-edge/contracts';
import { z } from 'zod';
import { route } from '../../http/route.ts';
import { serverTiming } from '../../http/server-timing.ts';
import { writeVector } from '../../tensors/embedding-vectors.ts';
import { openAiRoute } from '../../openai/failure.ts';
import { modelName, parseModelName } from '../../http/model-name.ts';
import { refuseOthers } from '../../http/refuse-others.ts';
import type { Services } from '../../services.ts';
import { embed } from '../../use-cases/embed.ts';

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
    const embedded = await embed(services, {
      ...parseModelName(asked.model),
      textsFor: (model) => textsOf(services, model, asked.input),
      dimensions: asked.dimensions ?? undefined,
      userId: asked.user ?? undefined,
      requestId,
      tenant: caller?.name,
      signal: request.leaving ?? request.signal,
    });
    const { vectors, tokens } = embedded;
    const totalMs = services.clock.monotonicMs() - startMs;
    headers['server-timing'] = serverTiming(embedded, { authMs: request.authMs ?? 0, totalMs });
    headers['x-inference-id'] = embedded.inferenceId;
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
