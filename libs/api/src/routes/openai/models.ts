import type { ModelVersion } from '@harper-edge/contracts';
import { z } from 'zod';
import { route } from '../../http/route.ts';
import { openAiRoute } from '../../openai/failure.ts';
import { parseModelName } from '../../http/model-name.ts';
import { answeringVersions } from '../../v2/find-versions.ts';

const model = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.number().meta({ description: 'Seconds since 1970.' }),
  owned_by: z.string(),
});

const modelOf = (id: string, { uploadedAt }: ModelVersion): z.infer<typeof model> => ({
  id,
  object: 'model',
  created: Math.floor(uploadedAt / 1_000),
  owned_by: 'harper-edge-ai',
});

export const openAiModelsRoute = route({
  method: 'GET',
  path: '/v1/models',
  summary: 'The models there are, as OpenAI lists them',
  ...openAiRoute,
  answer: z.object({ object: z.literal('list'), data: z.array(model) }),
  handle: async ({ services }) => ({
    object: 'list' as const,
    data: Array.from(await answeringVersions(services), ([id, version]) => modelOf(id, version)),
  }),
});

export const openAiModelRoute = route({
  method: 'GET',
  path: '/v1/models/:id',
  summary: 'One model, as OpenAI shows it',
  ...openAiRoute,
  params: z.object({ id: z.string().meta({ description: 'modelId, or modelId:version' }) }),
  answer: model,
  errors: ['NOT_FOUND'],
  handle: async ({ services, params }) => {
    const { modelId, version } = parseModelName(params.id);
    return modelOf(params.id, await services.registry.resolve(modelId, version));
  },
});
