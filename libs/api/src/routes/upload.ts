import { EdgeError, type ModelVersion } from '@harper-edge/contracts';
import { z } from 'zod';
import { parseWith } from '../http/parse-with.ts';
import { streamBody } from '../http/read-body.ts';
import { readMultipart } from '../http/read-multipart.ts';
import { route } from '../http/route.ts';
import { packFiles } from '../use-cases/pack-files.ts';
import { uploadModel } from '../use-cases/upload-model.ts';
import { framework, id, jsonObject, jsonOrText, stage } from './schemas.ts';

const declared = {
  modelId: id('modelId'),
  version: id('version'),
  framework,
  stage: stage.default('development'),
  inputSchema: jsonOrText('inputSchema')
    .optional()
    .transform((value) => value ?? null),
  outputSchema: jsonOrText('outputSchema')
    .optional()
    .transform((value) => value ?? null),
  metadata: jsonOrText('metadata')
    .optional()
    .transform((value, context) => {
      const parsed = jsonObject.safeParse(value ?? {});
      if (parsed.success) return parsed.data;
      context.addIssue({ code: 'custom', message: 'expected a JSON object' });
      return z.NEVER;
    }),
  parentVersion: id('parentVersion')
    .optional()
    .meta({ description: 'The version it was made from. Default: the one that answers now.' }),
};
const fields = z.object(declared);

const answer = z.object({
  success: z.literal(true),
  modelId: z.string(),
  version: z.string(),
  uploadedAt: z.number(),
  sha256: z.string(),
  sizeBytes: z.number(),
});

const answerOf = ({ modelId, version, uploadedAt, sha256, sizeBytes }: ModelVersion): z.infer<typeof answer> => ({
  success: true,
  modelId,
  version,
  uploadedAt,
  sha256,
  sizeBytes,
});

const binary = z.string().meta({ format: 'binary' });

const errors = ['CONFLICT', 'INVALID_MODEL', 'NOT_INSTALLED', 'UNSUPPORTED_MEDIA_TYPE', 'TOO_LARGE'] as const;

export const uploadRoute = route({
  method: 'POST',
  path: '/model/upload',
  summary: 'Upload a model version as multipart; it becomes visible once it has been loaded',
  tag: 'models',
  rawBody: {
    contentType: 'multipart/form-data',
    schema: fields.extend({
      file: z
        .union([binary, z.array(binary)])
        .meta({ description: 'The model file; or up to 64 files, each under its file name, in parts of any name.' }),
    }),
  },
  answer,
  errors,
  handle: async ({ services, request, caller }) => {
    const { registry, limits } = services;
    const form = await readMultipart(request, {
      maxBytes: limits.maxModelBytes,
      onFile: (content) => registry.storeArtifact(content),
    });
    const declaredFields = parseWith(fields, form.fields, 'multipart');
    const [first, ...more] = form.files;
    if (first === undefined || (more.length === 0 && first.name !== 'file'))
      throw new EdgeError('INVALID_INPUT', 'multipart: expected a part "file" with the model, or several files');
    const artifact = more.length === 0 ? first.content : await packFiles(services, form.files);
    return answerOf(await uploadModel(services, { ...declaredFields, artifact, by: caller?.name }));
  },
});

export const putBlobRoute = route({
  method: 'PUT',
  path: '/model/:modelId/:version/blob',
  summary: 'Upload a model version as raw bytes',
  tag: 'models',
  params: z.object({ modelId: declared.modelId, version: declared.version }),
  query: z.object({ framework: framework.default('onnx'), stage: declared.stage }),
  rawBody: { contentType: 'application/octet-stream' },
  answer,
  errors,
  handle: async ({ services, request, caller, params, query }) => {
    const artifact = await services.registry.storeArtifact(streamBody(request, services.limits.maxModelBytes));
    const declaredParts = { ...params, ...query, inputSchema: null, outputSchema: null, metadata: {} };
    return answerOf(await uploadModel(services, { ...declaredParts, artifact, by: caller?.name }));
  },
});

export const postModelRoute = route({
  method: 'POST',
  path: '/Model',
  summary: 'Upload a model version as JSON with a base64 modelBlob',
  tag: 'models',
  body: z.object({
    ...declared,
    modelId: declared.modelId.optional(),
    version: declared.version.optional(),
    modelName: id('modelName').optional().meta({ description: 'The same as modelId.' }),
    modelVersion: id('modelVersion').optional().meta({ description: 'The same as version.' }),
    modelBlob: z.string().min(1).meta({
      description: 'The model file in base64; for Ollama a JSON string such as {"modelName":"llama3.2","mode":"chat"}.',
    }),
  }),
  answer,
  errors,
  handle: async ({ services, caller, body }) => {
    const { modelName, modelVersion, modelBlob, ...rest } = body;
    const upload = parseWith(
      fields,
      { ...rest, modelId: rest.modelId ?? modelName, version: rest.version ?? modelVersion },
      'body',
    );
    const artifact = await services.registry.storeArtifact(decodeBlob(modelBlob, upload.framework));
    return answerOf(await uploadModel(services, { ...upload, artifact, by: caller?.name }));
  },
});

async function* decodeBlob(blob: string, kind: string): AsyncGenerator<Uint8Array> {
  if (kind === 'ollama') {
    yield await Promise.resolve(new TextEncoder().encode(blob));
    return;
  }
  // Buffer skips what is not base64; a damaged artifact must be an error instead.
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(blob)) throw new EdgeError('INVALID_INPUT', 'modelBlob: expected base64');
  yield await Promise.resolve(Buffer.from(blob, 'base64'));
}
