import { z } from 'zod';
import { jsonReply } from '../http/reply.ts';
import { route } from '../http/route.ts';
import { modelMetadataSchema } from '../model-metadata.ts';

export const modelMetadataRoute = route({
  method: 'GET',
  path: '/schemas/model-metadata.json',
  summary: 'What the metadata of a model may say, as JSON Schema',
  tag: 'models',
  isPublic: true,
  answer: z.record(z.string(), z.unknown()),
  handle: () =>
    Promise.resolve(jsonReply(modelMetadataSchema, { headers: { 'cache-control': 'public, max-age=3600' } })),
});
