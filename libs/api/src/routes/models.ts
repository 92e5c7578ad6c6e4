import { EdgeError } from '@harper-edge/contracts';
import { z } from 'zod';
import { given } from '../http/given.ts';
import { ifMatchOf } from '../http/revision-tag.ts';
import { route } from '../http/route.ts';
import { changeAuthor } from '../use-cases/change-author.ts';
import { deleteModel } from '../use-cases/delete-model.ts';
import { cursor, framework, id, limit, modelVersion, stage } from './schemas.ts';

const modelParams = z.object({ modelId: id('modelId'), version: id('version') });

export const getModelRoute = route({
  method: 'GET',
  path: '/model/:modelId/:version',
  summary: 'One version of a model, or what an alias stands for: metadata read from its file, schema, stage, SHA-256',
  tag: 'models',
  params: modelParams,
  answer: modelVersion,
  errors: ['NOT_FOUND'],
  handle: async ({ services: { registry }, params: { modelId, version } }) =>
    registry.get(modelId, (await registry.resolve(modelId, version)).version),
});

export const deleteModelRoute = route({
  method: 'DELETE',
  path: '/model/:modelId/:version',
  summary: 'Delete a version; refused while it is in production or has an alias',
  tag: 'models',
  params: modelParams,
  answer: z.object({ success: z.literal(true), modelId: z.string(), version: z.string() }),
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
  handle: async ({ services, request, caller, params }) => {
    const { by } = changeAuthor(caller);
    await deleteModel(services, { ...params, by, ifRevision: ifMatchOf(request) });
    return { success: true as const, ...params };
  },
});

export const versionsRoute = route({
  method: 'GET',
  path: '/model/versions',
  summary: 'All versions of a model, newest first',
  tag: 'models',
  query: z.object({ modelId: id('modelId'), limit, cursor }),
  answer: z.object({
    modelId: z.string(),
    versions: z.array(modelVersion).readonly(),
    nextCursor: z.string().optional(),
  }),
  errors: ['NOT_FOUND'],
  handle: async ({ services, query }) => {
    const { modelId, ...page } = query;
    const { rows, nextCursor } = await services.registry.list({ modelId, ...given(page) });
    if (rows.length === 0 && query.cursor === undefined) {
      throw new EdgeError('NOT_FOUND', `no model "${modelId}"; GET /models lists what there is`);
    }
    return { modelId, versions: rows, ...given({ nextCursor }) };
  },
});

const listQuery = z.object({ stage: stage.optional(), framework: framework.optional(), limit, cursor });

export const modelsRoute = route({
  method: 'GET',
  path: '/models',
  summary: 'All model versions, newest first',
  tag: 'models',
  query: listQuery,
  answer: z.object({ models: z.array(modelVersion).readonly(), count: z.number(), nextCursor: z.string().optional() }),
  handle: async ({ services, query }) => {
    const { rows, nextCursor } = await services.registry.list(given(query));
    return { models: rows, count: rows.length, ...given({ nextCursor }) };
  },
});

export const modelRowsRoute = route({
  method: 'GET',
  path: '/Model',
  summary: 'All model versions as a plain list, as Harper lists a table',
  tag: 'models',
  query: listQuery,
  answer: z.array(modelVersion).readonly(),
  handle: async ({ services, query }) => (await services.registry.list(given(query))).rows,
});

const rowId = z.object({ id: z.string().max(257).meta({ description: 'modelId:version' }) });

export const modelRowRoute = route({
  method: 'GET',
  path: '/Model/:id',
  summary: 'One model version by its row id',
  tag: 'models',
  params: rowId,
  answer: modelVersion,
  errors: ['NOT_FOUND'],
  handle: ({ services, params }) => {
    const { modelId, version } = splitRowId(params.id);
    return services.registry.get(modelId, version);
  },
});

export const deleteModelRowRoute = route({
  method: 'DELETE',
  path: '/Model/:id',
  summary: 'Delete a version by its row id; refused while it is in production or has an alias',
  tag: 'models',
  params: rowId,
  answer: z.object({ success: z.literal(true), modelId: z.string(), version: z.string() }),
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
  handle: async ({ services, request, caller, params }) => {
    const { modelId, version } = splitRowId(params.id);
    const { by } = changeAuthor(caller);
    await deleteModel(services, { modelId, version, by, ifRevision: ifMatchOf(request) });
    return { success: true as const, modelId, version };
  },
});

function splitRowId(rowIdText: string): { modelId: string; version: string } {
  const parsed = modelParams.safeParse({
    modelId: rowIdText.split(':')[0],
    version: rowIdText.split(':').slice(1).join(':'),
  });
  if (parsed.success) return parsed.data;
  throw new EdgeError(
    'INVALID_INPUT',
    `id: expected modelId:version, received ${JSON.stringify(rowIdText.slice(0, 80))}`,
  );
}
