import { z } from 'zod';
import type { ApiRequest } from '../../http/exchange.ts';
import { route, type Caller } from '../../http/route.ts';
import { ollamaModelName, parseOllamaName } from '../../ollama/model-name.ts';
import { refuseOthers } from '../../http/refuse-others.ts';
import type { Services } from '../../services.ts';
import { embed, type Embedded } from '../../use-cases/embed.ts';

const maxInputs = 2_048;

const body = z.looseObject({
  model: ollamaModelName,
  input: z.union([z.string(), z.array(z.string()).max(maxInputs)]),
  dimensions: z.number().int().min(1).nullish().meta({ description: 'The first so many of each vector.' }),
});

const olderBody = z.looseObject({ model: ollamaModelName, prompt: z.string() });

const errors = ['NOT_FOUND', 'MODEL_FAILED', 'NOT_INSTALLED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'] as const;
// Texts that are too long are cut here as well, as the model declares.
const members = { harmless: ['keep_alive', 'truncate'], neutral: {} };

export const ollamaEmbedRoute = route({
  method: 'POST',
  path: '/api/embed',
  summary: 'Vectors of texts, as Ollama answers them',
  tag: 'ollama',
  body,
  answer: z.object({
    model: z.string(),
    embeddings: z.array(z.array(z.number())).readonly(),
    total_duration: z.number().meta({ description: 'Nanoseconds.' }),
    load_duration: z.number(),
    prompt_eval_count: z.number().meta({ description: '0 where the model does not count tokens.' }),
  }),
  errors,
  handle: async (asked) => {
    const { model, input, dimensions } = asked.body;
    refuseOthers(asked.body, { known: Object.keys(body.shape), ...members });
    const texts = typeof input === 'string' ? (input === '' ? [] : [input]) : input;
    if (texts.length === 0) {
      const { modelId, version } = parseOllamaName(model);
      await asked.services.engine.metadata(await asked.services.registry.resolve(modelId, version));
      return { model, embeddings: [], total_duration: 0, load_duration: 0, prompt_eval_count: 0 };
    }
    const { vectors, tokens, latencyMs, loadMs } = await vectorsOf(asked, model, { texts, dimensions });
    return {
      model,
      embeddings: vectors.map((vector) => Array.from(vector)),
      total_duration: Math.round(latencyMs * 1e6),
      load_duration: Math.round(loadMs * 1e6),
      prompt_eval_count: tokens,
    };
  },
});

export const ollamaEmbeddingsRoute = route({
  method: 'POST',
  path: '/api/embeddings',
  summary: 'The vector of one text, in the older form of Ollama',
  tag: 'ollama',
  body: olderBody,
  answer: z.object({ embedding: z.array(z.number()) }),
  errors,
  handle: async (asked) => {
    const { model, prompt } = asked.body;
    refuseOthers(asked.body, { known: Object.keys(olderBody.shape), ...members });
    if (prompt === '') return { embedding: [] };
    const { vectors } = await vectorsOf(asked, model, { texts: [prompt] });
    return { embedding: Array.from(vectors[0] ?? []) };
  },
});

interface Asked {
  readonly services: Services;
  readonly request: ApiRequest;
  readonly requestId: string;
  readonly caller: Caller | undefined;
  readonly headers: Record<string, string>;
}

async function vectorsOf(
  { services, request, requestId, caller, headers }: Asked,
  model: string,
  { texts, dimensions }: { readonly texts: readonly string[]; readonly dimensions?: number | null | undefined },
): Promise<Embedded> {
  const embedded = await embed(services, {
    ...parseOllamaName(model),
    textsFor: () => texts,
    dimensions: dimensions ?? undefined,
    requestId,
    tenant: caller?.name,
    signal: request.leaving ?? request.signal,
  });
  headers['x-inference-id'] = embedded.inferenceId;
  return embedded;
}
