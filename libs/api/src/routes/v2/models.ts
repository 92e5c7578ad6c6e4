import { EdgeError, type ModelVersion } from '@harper-edge/contracts';
import { z } from 'zod';
import { route } from '../../http/route.ts';
import type { Services } from '../../services.ts';
import { allVersions, versionsOf } from '../../v2/find-versions.ts';
import { modelConfig } from '../../v2/model-config.ts';
import { modelState } from '../../v2/model-state.ts';
import { modelStats, phases } from '../../v2/model-stats.ts';
import { modelPath, versionPath, type ModelParams } from './model-path.ts';

const tag = 'open inference protocol';
const sizes = z.array(z.number()).readonly().meta({ description: '-1 is any size.' });
const tensors = z.array(z.object({ name: z.string(), datatype: z.string(), shape: sizes })).readonly();

export const modelNamesRoute = route({
  method: 'GET',
  path: '/v2/models',
  summary: 'Names of all models',
  tag,
  answer: z.object({ models: z.array(z.string()) }),
  handle: async ({ services }) => {
    const versions = await allVersions(services.registry);
    return { models: [...new Set(versions.map(({ modelId }) => modelId))] };
  },
});

const metadataRoute = {
  method: 'GET',
  summary: 'What a model takes and gives; shapes have the batch axis',
  tag,
  answer: z.object({
    name: z.string(),
    versions: z.array(z.string()),
    platform: z.string(),
    inputs: tensors,
    outputs: tensors,
  }),
  errors: ['NOT_FOUND'],
  handle: async ({ services: { registry }, params }: Asked) => {
    const { platform, inputs, outputs } = await registry.resolve(params.model, params.version);
    const versions = (await versionsOf(registry, params.model)).map(({ version }) => version);
    return { name: params.model, versions, platform, inputs: inputs.map(specOf), outputs: outputs.map(specOf) };
  },
} as const;

interface Asked {
  readonly services: Services;
  readonly params: ModelParams;
}

const specOf = ({ name, datatype, shape }: ModelVersion['inputs'][number]) => ({ name, datatype, shape });

const readyRoute = {
  method: 'GET',
  summary: 'Whether a model can answer: 200 also before its first request loads it; 503 while it loads',
  tag,
  answer: z.object({ name: z.string(), ready: z.literal(true) }),
  errors: ['NOT_FOUND', 'NOT_INSTALLED', 'UNAVAILABLE'],
  handle: async ({ services: { registry, engine }, params }: Asked) => {
    const model = await registry.resolve(params.model, params.version);
    if (!engine.frameworks.includes(model.framework)) {
      throw new EdgeError('NOT_INSTALLED', `this host has no backend for framework "${model.framework}"`);
    }
    if (modelState(model, engine.loaded()).state === 'LOADING') {
      throw new EdgeError('UNAVAILABLE', `model "${params.model}" is loading`);
    }
    return { name: params.model, ready: true as const };
  },
} as const;

const tensorConfigs = z.array(z.object({ name: z.string(), data_type: z.string(), dims: sizes })).readonly();

const configRoute = {
  method: 'GET',
  summary: "A model's configuration in the form of Triton's",
  tag,
  answer: z.object({
    name: z.string(),
    platform: z.string(),
    version_policy: z.object({ specific: z.object({ versions: z.array(z.string()).readonly() }) }),
    max_batch_size: z.number().meta({ description: '0: requests do not run together.' }),
    input: tensorConfigs,
    output: tensorConfigs,
    dynamic_batching: z.object({}).optional(),
  }),
  errors: ['NOT_FOUND'],
  handle: async ({ services: { registry, engine }, params }: Asked) =>
    modelConfig(await registry.resolve(params.model, params.version), engine.maxBatchRows),
} as const;

const duration = z.object({ count: z.number(), ns: z.number() });
const stats = z.object({
  name: z.string(),
  version: z.string(),
  last_inference: z.number().meta({ description: 'Milliseconds since 1970, 0 for never.' }),
  inference_count: z.number().meta({ description: 'Rows.' }),
  execution_count: z.number().meta({ description: 'Batches.' }),
  inference_stats: z.record(z.enum(phases), duration),
  batch_stats: z
    .array(
      z.object({
        batch_size: z.number(),
        compute_input: duration,
        compute_infer: duration,
        compute_output: duration,
      }),
    )
    .readonly(),
  memory_usage: z.array(z.object({ type: z.string(), id: z.number(), byte_size: z.number() })).readonly(),
});

const statsRoute = {
  method: 'GET',
  summary: 'What a model has done since it was loaded, on the thread that answers',
  tag,
  answer: z.object({ model_stats: z.array(stats) }),
  errors: ['NOT_FOUND'],
  handle: async ({ services: { registry, engine }, params: { model, version } }: Asked) => {
    const versions =
      version === undefined ? await versionsOf(registry, model) : [await registry.resolve(model, version)];
    const { models } = engine.statistics();
    return { model_stats: versions.map((row) => modelStats(row, models)) };
  },
} as const;

export const allStatsRoute = route({
  ...statsRoute,
  path: '/v2/models/stats',
  summary: 'What the models in memory have done since they were loaded, on the thread that answers',
  errors: [],
  handle: async ({ services: { registry, engine } }) => {
    const { models } = engine.statistics();
    const versions = (await allVersions(registry)).filter((row) => modelState(row, models).state !== 'UNAVAILABLE');
    return { model_stats: versions.map((row) => modelStats(row, models)) };
  },
});

export const modelRoutes = [
  route({ ...metadataRoute, ...modelPath }),
  route({ ...metadataRoute, ...versionPath }),
  route({ ...readyRoute, ...modelPath, path: `${modelPath.path}/ready` }),
  route({ ...readyRoute, ...versionPath, path: `${versionPath.path}/ready` }),
  route({ ...configRoute, ...modelPath, path: `${modelPath.path}/config` }),
  route({ ...configRoute, ...versionPath, path: `${versionPath.path}/config` }),
  route({ ...statsRoute, ...modelPath, path: `${modelPath.path}/stats` }),
  route({ ...statsRoute, ...versionPath, path: `${versionPath.path}/stats` }),
];
