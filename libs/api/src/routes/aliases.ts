import { z } from 'zod';
import { ifMatchOf, revisionTag } from '../http/revision-tag.ts';
import { route } from '../http/route.ts';
import { changeAuthor } from '../use-cases/change-author.ts';
import { answerChange, author, changedModel } from './lifecycle.ts';
import { id } from './schemas.ts';

const tag = 'models';
const params = z.object({ modelId: id('modelId'), alias: id('alias') });

const listAliasesRoute = route({
  method: 'GET',
  path: '/models/:modelId/aliases',
  summary: 'The aliases of a model: names that stand for a version wherever one is asked for',
  tag,
  params: z.object({ modelId: id('modelId') }),
  answer: z.object({
    modelId: z.string(),
    revision: z.number(),
    aliases: z.record(z.string(), z.string()).readonly(),
  }),
  errors: ['NOT_FOUND'],
  handle: async ({ services: { registry }, params: { modelId }, headers }) => {
    const { revision, aliases } = await registry.lifecycle(modelId);
    headers['etag'] = revisionTag(revision);
    return { modelId, revision, aliases };
  },
});

const setAliasRoute = route({
  method: 'PUT',
  path: '/models/:modelId/aliases/:alias',
  summary: 'Set an alias, or move it to another version',
  tag,
  params,
  body: z.object({ version: id('A version, or another alias for what it stands for now.'), ...author }),
  answer: changedModel,
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
  handle: async ({ services: { registry }, request, caller, params: named, body, headers }) => {
    const { version, ...stated } = body;
    const alias = { ...named, version, ifRevision: ifMatchOf(request), ...changeAuthor(caller, stated) };
    return answerChange(await registry.setAlias({ ...alias, approvedBy: null }), headers);
  },
});

const deleteAliasRoute = route({
  method: 'DELETE',
  path: '/models/:modelId/aliases/:alias',
  summary: 'Take an alias away; the version stays',
  tag,
  params,
  answer: changedModel,
  errors: ['NOT_FOUND', 'PRECONDITION_FAILED'],
  handle: async ({ services: { registry }, request, caller, params: named, headers }) => {
    const alias = { ...named, version: null, ifRevision: ifMatchOf(request), by: changeAuthor(caller).by };
    return answerChange(await registry.setAlias(alias), headers);
  },
});

export const aliasRoutes = [listAliasesRoute, setAliasRoute, deleteAliasRoute];
