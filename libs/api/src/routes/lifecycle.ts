import { EdgeError } from '@harper-edge/contracts';
import { changeActions, type ModelLifecycle } from '@harper-edge/registry';
import { z } from 'zod';
import { given } from '../http/given.ts';
import { ifMatchOf, revisionTag } from '../http/revision-tag.ts';
import { route } from '../http/route.ts';
import { changeAuthor } from '../use-cases/change-author.ts';
import { promoteModel } from '../use-cases/promote-model.ts';
import { rollBackModel } from '../use-cases/roll-back-model.ts';
import { cursor, id, limit, modelVersion, stage, time, validation } from './schemas.ts';

const tag = 'models';
const text = (description: string) => z.string().min(1).max(1_000).optional().meta({ description });

export const author = {
  by: z.string().min(1).max(200).optional().meta({
    description: 'Who does this, where the host does not know its callers by name; a known user counts instead.',
  }),
  reason: text('Why; stands in the history.'),
};
const approvedBy = z.string().min(1).max(200).optional().meta({ description: 'Who approves it.' });

const lost = ['CONFLICT', 'PRECONDITION_FAILED'] as const;
const versionOrAlias = z.object({ modelId: id('modelId'), version: id('A version or an alias.') });
const name = z.string().nullable();

const modelChange = z
  .object({
    id: z.string(),
    modelId: z.string(),
    revision: z.number(),
    at: z.number().meta({ description: 'Milliseconds since 1970.' }),
    action: z.enum(changeActions),
    version: name,
    from: stage.nullable(),
    to: stage.nullable(),
    replaced: name.meta({ description: 'The version it took the place of.' }),
    alias: name,
    validation: validation.nullable(),
    production: name.meta({ description: 'The production version afterwards.' }),
    serving: name.meta({ description: 'What answered requests without a version afterwards.' }),
    servingSince: z.number().nullable(),
    by: name,
    approvedBy: name,
    reason: name,
  })
  .readonly()
  .meta({ id: 'ModelChange' });

/** What every route that changes a model answers. */
export const changedModel = z.object({
  success: z.literal(true),
  modelId: z.string(),
  revision: z.number().meta({ description: 'Of the model; its ETag, for If-Match.' }),
  production: name,
  serving: name.meta({ description: 'What answers requests without a version.' }),
  aliases: z.record(z.string(), z.string()).readonly(),
  change: modelChange
    .nullable()
    .meta({ description: 'The last change to the model: this one, unless nothing was to do.' }),
});

/** That answer, with the ETag of the model. */
export function answerChange(lifecycle: ModelLifecycle, headers: Record<string, string>): z.infer<typeof changedModel> {
  const { id: modelId, revision, production, serving, aliases, change } = lifecycle;
  headers['etag'] = revisionTag(revision);
  return { success: true, modelId, revision, production, serving, aliases, change };
}

const promoteRoute = route({
  method: 'POST',
  path: '/models/:modelId/:version/promote',
  summary: 'Take a version to another stage; into production it is loaded first, and the one there before is archived',
  tag,
  params: versionOrAlias,
  body: z.object({
    stage,
    ...author,
    approvedBy: approvedBy.meta({
      description: 'Needed into production and out of it, unless the host knows the caller.',
    }),
    warmUp: z.record(z.string(), z.unknown()).optional().meta({
      description: 'features, as for /predict, that the version has to answer before it goes into production.',
    }),
  }),
  answer: changedModel,
  errors: ['NOT_FOUND', ...lost, 'INVALID_MODEL', 'NOT_INSTALLED', 'UNAVAILABLE'],
  handle: async ({ services, request, caller, params, body, headers }) => {
    const { stage: to, warmUp, ...stated } = body;
    const promotion = { ...params, stage: to, warmUp, ifRevision: ifMatchOf(request), ...changeAuthor(caller, stated) };
    return answerChange(await promoteModel(services, promotion), headers);
  },
});

const rollbackRoute = route({
  method: 'POST',
  path: '/models/:modelId/rollback',
  summary: 'Bring the production version before back, or a named one; the next rollback goes further back',
  tag,
  params: z.object({ modelId: id('modelId') }),
  body: z.object({
    version: id('version').optional().meta({ description: 'A version that was in production, or an alias.' }),
    ...author,
    approvedBy,
  }),
  answer: changedModel,
  errors: ['NOT_FOUND', ...lost, 'INVALID_MODEL', 'NOT_INSTALLED', 'UNAVAILABLE'],
  handle: async ({ services, request, caller, params, body, headers }) => {
    const { version, ...stated } = body;
    const rollback = { ...params, version, ifRevision: ifMatchOf(request), ...changeAuthor(caller, stated) };
    return answerChange(await rollBackModel(services, rollback), headers);
  },
});

const validateRoute = route({
  method: 'POST',
  path: '/models/:modelId/:version/validation',
  summary: 'Record what testing a version showed; staging takes what has passed',
  tag,
  params: versionOrAlias,
  body: z.object({
    passed: z.boolean(),
    metrics: z
      .record(z.string().min(1).max(128), z.number())
      .refine((metrics) => Object.keys(metrics).length <= 100, { error: 'expected at most 100' })
      .default({})
      .meta({ example: { accuracy: 0.97 } }),
    notes: text('Anything else.'),
    by: author.by,
  }),
  answer: changedModel,
  errors: ['NOT_FOUND', 'PRECONDITION_FAILED'],
  handle: async ({ services, request, caller, params, body, headers }) => {
    const { notes = null, by: stated, ...result } = body;
    const by = changeAuthor(caller, { by: stated }).by ?? 'unknown';
    const lifecycle = await services.registry.validate({
      ...params,
      ...result,
      notes,
      by,
      ifRevision: ifMatchOf(request),
    });
    return answerChange(lifecycle, headers);
  },
});

const activeRoute = route({
  method: 'GET',
  path: '/models/:modelId/active',
  summary: 'What answers requests without a version: the production version, else the newest that is not archived',
  tag,
  params: z.object({ modelId: id('modelId') }),
  answer: z.object({
    modelId: z.string(),
    version: z.string(),
    stage,
    since: z.number().nullable().meta({ description: 'Milliseconds since 1970; null when it was before the history.' }),
    revision: z.number(),
    production: name,
    aliases: z.record(z.string(), z.string()).readonly(),
    previous: z.array(z.string()).readonly().meta({ description: 'Where rollbacks lead, the next one first.' }),
    model: modelVersion,
  }),
  errors: ['NOT_FOUND'],
  handle: async ({ services: { registry }, params: { modelId }, headers }) => {
    const { serving, servingSince, revision, production, aliases, previous } = await registry.lifecycle(modelId);
    if (serving === null) throw new EdgeError('NOT_FOUND', `model "${modelId}" has no version that is not archived`);
    const model = await registry.get(modelId, serving);
    headers['etag'] = revisionTag(revision);
    return {
      modelId,
      version: serving,
      stage: model.stage,
      since: servingSince,
      revision,
      production,
      aliases,
      previous: previous.toReversed(),
      model,
    };
  },
});

const historyRoute = route({
  method: 'GET',
  path: '/models/:modelId/history',
  summary: 'Every change to a model, newest first; with `at` also what answered at that moment',
  tag,
  params: z.object({ modelId: id('modelId') }),
  query: z.object({ at: time.optional(), limit, cursor }),
  answer: z.object({
    modelId: z.string(),
    revision: z.number(),
    serving: z
      .object({
        version: z.string(),
        since: z.number().nullable(),
        isProduction: z.boolean(),
        revision: z.number().meta({ description: 'Of the last change up to that moment.' }),
      })
      .nullable()
      .optional()
      .meta({ description: 'What answered requests without a version at `at`, else now; on the first page only.' }),
    changes: z.array(modelChange).readonly(),
    nextCursor: z.string().optional(),
  }),
  errors: ['NOT_FOUND'],
  handle: async ({ services: { registry }, params: { modelId }, query, headers }) => {
    const { revision } = await registry.lifecycle(modelId);
    const { changes, nextCursor } = await registry.history(modelId, given(query));
    headers['etag'] = revisionTag(revision);
    const last = changes[0];
    const served =
      last === undefined || last.serving === null
        ? null
        : {
            version: last.serving,
            since: last.servingSince,
            isProduction: last.serving === last.production,
            revision: last.revision,
          };
    return {
      modelId,
      revision,
      changes,
      ...(query.cursor === undefined && { serving: served }),
      ...given({ nextCursor }),
    };
  },
});

export const lifecycleRoutes = [promoteRoute, rollbackRoute, validateRoute, activeRoute, historyRoute];
