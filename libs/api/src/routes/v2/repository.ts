import { z } from 'zod';
import type { ApiRequest } from '../../http/exchange.ts';
import { parseJson } from '../../http/parse-json.ts';
import { parseWith } from '../../http/parse-with.ts';
import { readBody } from '../../http/read-body.ts';
import { route } from '../../http/route.ts';
import { allVersions, versionsOf } from '../../v2/find-versions.ts';
import { refuse } from '../../v2/infer-request.ts';
import { modelState } from '../../v2/model-state.ts';
import { modelPath } from './model-path.ts';

const tag = 'open inference protocol';
const contentType = 'application/json';
const parameters = z.record(z.string(), z.unknown()).nullish();
const indexBody = z.object({ ready: z.boolean().nullish().meta({ description: 'true: only what is in memory.' }) });
const controlBody = z.object({ parameters });

export const repositoryIndexRoute = route({
  method: 'POST',
  path: '/v2/repository/index',
  summary: 'Every version of every model, and whether it is in memory on the thread that answers',
  tag,
  rawBody: { contentType, schema: indexBody },
  answer: z.array(z.object({ name: z.string(), version: z.string(), state: z.string(), reason: z.string() })),
  handle: async ({ services: { registry, engine, limits }, request }) => {
    const { ready } = parseWith(indexBody, await readJson(request, limits.maxBodyBytes), 'body');
    const loaded = engine.loaded();
    const rows = (await allVersions(registry)).map((row) => ({
      name: row.modelId,
      version: row.version,
      ...modelState(row, loaded),
    }));
    return rows.filter(({ state }) => ready !== true || state === 'READY');
  },
});

export const loadRoute = route({
  method: 'POST',
  path: '/v2/repository/models/:model/load',
  summary: 'Load the version of a model that answers now, on the thread that answers',
  tag,
  params: modelPath.params,
  rawBody: { contentType, schema: controlBody },
  answer: z.object({}),
  errors: ['NOT_FOUND', 'NOT_INSTALLED', 'INVALID_MODEL', 'UNAVAILABLE'],
  handle: async ({ services: { registry, engine, limits }, request, params }) => {
    const body = parseWith(controlBody, await readJson(request, limits.maxBodyBytes), 'body');
    const files = Object.keys(body.parameters ?? {}).filter((name) => name.startsWith('file:'));
    refuse(body.parameters, 'load', ['config', ...files]);
    await engine.metadata(await registry.resolve(params.model));
    return {};
  },
});

export const unloadRoute = route({
  method: 'POST',
  path: '/v2/repository/models/:model/unload',
  summary: 'Free the memory of all versions of a model, on the thread that answers; the next request loads it again',
  tag,
  params: modelPath.params,
  rawBody: { contentType, schema: controlBody },
  answer: z.object({}),
  errors: ['NOT_FOUND'],
  handle: async ({ services: { registry, engine, limits }, request, params }) => {
    parseWith(controlBody, await readJson(request, limits.maxBodyBytes), 'body');
    for (const version of await versionsOf(registry, params.model)) engine.unload(version);
    return {};
  },
});

/** Whatever its content type, which clients of the protocol do not set; nothing is `{}`. */
async function readJson(request: ApiRequest, maxBytes: number): Promise<unknown> {
  const bytes = await readBody(request, maxBytes);
  return bytes.length === 0 ? {} : parseJson(bytes);
}
