import { EdgeError } from '@harper-edge/contracts';
import { z } from 'zod';
import { route } from '../http/route.ts';
import { serverTiming } from '../http/server-timing.ts';
import { predict } from '../use-cases/predict.ts';
import { chatFields, isChat, predictChat } from './predict-chat.ts';
import { framework, id, json } from './schemas.ts';

const body = z.object({
  modelId: id('modelId').optional(),
  modelName: id('modelName').optional().meta({ description: 'The same as modelId.' }),
  version: id('version')
    .optional()
    .meta({ description: 'Default: the production version, and without one the newest.' }),
  modelVersion: id('modelVersion').optional().meta({ description: 'The same as version.' }),
  features: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({
      description:
        'Input name → number, string, boolean, flat or nested array, or {data, shape}. One row may be given without its batch axis; the answer then has none either.',
      example: { float_input: [5.1, 3.5, 1.4, 0.2] },
    }),
  inputs: z.record(z.string(), z.unknown()).optional().meta({ description: 'The same as features.' }),
  text: z.string().optional().meta({ description: 'For models with one text input.' }),
  texts: z.array(z.string()).optional().meta({ description: 'For models with one text input: a batch.' }),
  ...chatFields,
  userId: id('userId').nullish(),
  sessionId: id('sessionId').nullish(),
  timeoutMs: z.number().int().min(1).max(600_000).optional().meta({ description: 'Answer 504 when it takes longer.' }),
});

const answer = z.object({
  inferenceId: z.string(),
  prediction: z.record(z.string(), json).readonly().meta({
    description: 'Output name → value or nested arrays; integers beyond 2^53, NaN and infinities as strings.',
  }),
  confidence: z
    .number()
    .optional()
    .meta({ description: 'Largest class probability, averaged over the rows; absent when the model gives none.' }),
  modelName: z.string(),
  modelVersion: z.string(),
  framework,
  latencyMs: z.number(),
});

export const predictRoute = route({
  method: 'POST',
  path: '/predict',
  summary: 'Ask a model for a prediction',
  tag: 'inference',
  isSheddable: true,
  body,
  answer,
  errors: ['NOT_FOUND', 'MODEL_FAILED', 'NOT_INSTALLED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'],
  handle: async ({ services, request, requestId, caller, body: asked, headers }) => {
    const startMs = services.clock.monotonicMs();
    const common = {
      modelId: oneOf(asked, 'modelId', 'modelName') ?? required('modelId'),
      version: oneOf(asked, 'version', 'modelVersion'),
      userId: asked.userId ?? undefined,
      sessionId: asked.sessionId ?? undefined,
      requestId,
      timeoutMs: asked.timeoutMs,
    };
    const made = isChat(asked)
      ? await predictChat(services, asked, { signal: request.signal, ...common })
      : await predict(services, featuresOf(asked), {
          tenant: caller?.name,
          signal: request.leaving ?? request.signal,
          ...common,
        });
    const { model } = made;
    const totalMs = services.clock.monotonicMs() - startMs;
    headers['server-timing'] = serverTiming(made, { authMs: request.authMs ?? 0, totalMs });
    return {
      inferenceId: made.inferenceId,
      prediction: made.prediction,
      ...(made.confidence === undefined ? {} : { confidence: made.confidence }),
      modelName: model.modelId,
      modelVersion: model.version,
      framework: model.framework,
      latencyMs: made.latencyMs,
    };
  },
});

type Asked = z.infer<typeof body>;

/** The one value of two spellings. @throws EdgeError INVALID_INPUT when both are given and differ */
function oneOf(asked: Asked, first: 'modelId' | 'version', second: 'modelName' | 'modelVersion'): string | undefined {
  const [a, b] = [asked[first], asked[second]];
  if (a !== undefined && b !== undefined && a !== b) {
    throw new EdgeError('INVALID_INPUT', `expected ${first} or ${second}, received both and different`);
  }
  return a ?? b;
}

function required(name: string): never {
  throw new EdgeError('INVALID_INPUT', `body: expected "${name}"`);
}

function featuresOf(asked: Asked): Readonly<Record<string, unknown>> {
  const { text, texts } = asked;
  const features = asked.features ?? asked.inputs;
  if (asked.features !== undefined && asked.inputs !== undefined) {
    throw new EdgeError('INVALID_INPUT', 'expected features or inputs, received both');
  }
  if (text === undefined && texts === undefined) {
    return features ?? required('features": { "<input name>": … }, "text", "texts", "prompt" or "messages');
  }
  return { ...features, ...(text === undefined ? {} : { text }), ...(texts === undefined ? {} : { texts }) };
}
