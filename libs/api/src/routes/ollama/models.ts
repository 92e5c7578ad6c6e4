import { z } from 'zod';
import { route } from '../../http/route.ts';
import { detailsOf, entryOf, modelDetails, modelEntry } from '../../ollama/model-entry.ts';
import { ollamaModelName, parseOllamaName } from '../../ollama/model-name.ts';
import { refuseOthers } from '../../http/refuse-others.ts';
import { answeringVersions } from '../../v2/find-versions.ts';

export const ollamaTagsRoute = route({
  method: 'GET',
  path: '/api/tags',
  summary: 'The models there are, as Ollama lists them',
  tag: 'ollama',
  answer: z.object({ models: z.array(modelEntry) }),
  handle: async ({ services }) => ({
    models: Array.from(await answeringVersions(services), ([id, version]) => entryOf(`${id}:latest`, version)),
  }),
});

export const ollamaProcessesRoute = route({
  method: 'GET',
  path: '/api/ps',
  summary: 'The models in memory, as Ollama lists them',
  tag: 'ollama',
  answer: z.object({
    models: z.array(
      modelEntry.omit({ modified_at: true }).extend({
        expires_at: z.string().meta({ description: 'Now: a model leaves when its memory is needed.' }),
        size_vram: z.number(),
      }),
    ),
  }),
  handle: async ({ services }) => {
    const loaded = new Map(services.engine.loaded().map((artifact) => [artifact.sha256, artifact]));
    const expires_at = new Date(services.clock.nowMs()).toISOString();
    const models = Array.from(await answeringVersions(services), ([id, version]) => {
      const artifact = loaded.get(version.sha256);
      if (artifact === undefined) return [];
      const { modified_at: _, ...entry } = entryOf(`${id}:latest`, version);
      return [{ ...entry, size: artifact.memoryBytes, expires_at, size_vram: 0 }];
    });
    return { models: models.flat() };
  },
});

const showBody = z.looseObject({ model: ollamaModelName });

export const ollamaShowRoute = route({
  method: 'POST',
  path: '/api/show',
  summary: 'One model, as Ollama shows it',
  tag: 'ollama',
  body: showBody,
  answer: z.object({
    details: modelDetails,
    model_info: z.record(z.string(), z.string()),
    capabilities: z.array(z.enum(['completion', 'embedding'])),
    modified_at: z.string(),
  }),
  errors: ['NOT_FOUND'],
  handle: async ({ services, body }) => {
    refuseOthers(body, { known: ['model'], harmless: ['verbose', 'name'] });
    const { modelId, version } = parseOllamaName(body.model);
    const model = await services.registry.resolve(modelId, version);
    const isText = model.inputs.length === 1 && model.inputs[0]?.datatype === 'BYTES';
    const gives = (datatype: RegExp): boolean =>
      isText && model.outputs.some((output) => datatype.test(output.datatype));
    return {
      details: detailsOf(model),
      model_info: { 'general.architecture': model.platform, 'general.version': model.version },
      capabilities: gives(/^FP/) ? ['embedding' as const] : gives(/^BYTES$/) ? ['completion' as const] : [],
      modified_at: new Date(model.uploadedAt).toISOString(),
    };
  },
});

export const ollamaVersionRoute = route({
  method: 'GET',
  path: '/api/version',
  summary: 'The version of this host, as Ollama tells its own',
  tag: 'ollama',
  answer: z.object({ version: z.string() }),
  handle: ({ services }) => Promise.resolve({ version: services.host.version }),
});
