import { EdgeError } from '@harper-edge/contracts';
import findMyWay, { type HTTPMethod } from 'find-my-way';
import type { Services } from '../services.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { createLoadShedder } from './load-shedder.ts';
import { parseJson } from './parse-json.ts';
import { parseWith } from './parse-with.ts';
import { readBody } from './read-body.ts';
import { isReply, jsonReply, type Reply } from './reply.ts';
import { routeMethods, type Asked, type Caller, type Route } from './route.ts';
import { errorReply } from './status.ts';

export interface Router {
  /** Never rejects. */
  answer(request: ApiRequest, caller: Caller | undefined): Promise<ApiResponse>;
}

/**
 * Answers requests by the routes. Every route but the public ones needs a caller, known to the host or by the route's own
 * rules: what is not listed as public is not.
 */
export function createRouter(routes: readonly Route[], services: Services): Router {
  const find = createFinder(routes);
  const shedder = createLoadShedder(services.clock);
  return {
    answer: async (request, caller) => {
      const requestId = requestIdOf(request, services);
      const headers: Record<string, string> = { 'x-request-id': requestId };
      let route: Route | undefined;
      let answered: Reply;
      try {
        const found = find(request);
        route = found.route;
        const isCounted = route.isSheddable === true;
        if (isCounted) shedder.enter();
        try {
          answered = await answer(route, { services, request, requestId, caller, params: found.params, headers });
        } finally {
          if (isCounted) shedder.leave();
        }
      } catch (error) {
        answered = withHeaders((route?.failure ?? errorReply)(error, requestId), headers);
        // Busy, too late and not installed are answers, not faults: a flood of them must not become a flood of lines.
        if (answered.status === 500) {
          services.logger.error('a request failed', { requestId, method: request.method, url: request.url, error });
        }
      }
      return answered;
    },
  };
}

type Finder = (request: ApiRequest) => { readonly route: Route; readonly params: Asked['params'] };

/** @throws EdgeError NOT_FOUND, METHOD_NOT_ALLOWED */
function createFinder(routes: readonly Route[]): Finder {
  const paths = findMyWay({ maxParamLength: 512 });
  const handler = (): undefined => undefined;
  for (const route of routes) paths.on(route.method, route.path, handler, route);
  return ({ method, url }) => {
    const query = url.indexOf('?');
    const path = query === -1 ? url : url.slice(0, query);
    const found = paths.find((method === 'HEAD' ? 'GET' : method) as HTTPMethod, path);
    if (found !== null && found.store !== null) return { route: found.store as Route, params: found.params };
    const allow = routeMethods.filter((verb) => (paths.find(verb, path)?.store ?? null) !== null);
    if (allow.length === 0) {
      throw new EdgeError('NOT_FOUND', `no route ${method} ${path.slice(0, 100)}; GET /openapi.json lists them`);
    }
    const expected = allow.map((verb) => (verb === 'GET' ? 'GET, HEAD' : verb)).join(', ');
    throw new EdgeError('METHOD_NOT_ALLOWED', `${path.slice(0, 100)}: expected ${expected}, received ${method}`, {
      allow: expected,
    });
  };
}

async function answer(route: Route, asked: Asked): Promise<Reply> {
  const { services, request, params, headers } = asked;
  const admitted = await route.admit?.(asked);
  const caller = admitted?.caller ?? asked.caller;
  if (route.isPublic !== true && caller === undefined) {
    throw new EdgeError('UNAUTHENTICATED', 'expected a credential; none came, or it is not valid');
  }
  if (route.isForAdmins === true && caller?.isAdmin !== true) {
    throw new EdgeError(
      'FORBIDDEN',
      'expected an administrator: a super user of Harper, or whoever holds the API key of a standalone host',
    );
  }
  const context = {
    services,
    request,
    requestId: asked.requestId,
    headers,
    caller,
    params: route.params === undefined ? {} : parseWith(route.params, Object.assign({}, params), 'path'),
    query: route.query === undefined ? {} : parseWith(route.query, queryOf(request.url), 'query'),
    body:
      route.body === undefined
        ? undefined
        : parseWith(route.body, await readJson(request, services.limits.maxBodyBytes), 'body'),
  };
  const answered = await route.handle(
    admitted === undefined ? context : Object.assign(context, { tenant: admitted.tenant }),
  );
  const made = isReply(answered) ? answered : jsonReply(answered, { status: route.answerStatus });
  return withHeaders(made, headers);
}

/**
 * Here and wherever every request passes: nothing is added after a spread that comes first. V8 would keep what is made so
 * until its next full collection, and copy it in the small ones before.
 */
const withHeaders = (reply: Reply, headers: Reply['headers']): Reply =>
  Object.assign({}, reply, { headers: Object.assign({}, headers, reply.headers) });

/** Of a name given twice the first counts. */
function queryOf(url: string): Record<string, string> {
  const start = url.indexOf('?');
  if (start === -1) return {};
  return Object.fromEntries([...new URLSearchParams(url.slice(start))].reverse());
}

async function readJson(request: ApiRequest, maxBytes: number): Promise<unknown> {
  const contentType = request.headers.get('content-type') ?? 'application/json';
  if (!/^application\/([a-z.-]+\+)?json\s*(;|$)/i.test(contentType)) {
    throw new EdgeError(
      'UNSUPPORTED_MEDIA_TYPE',
      `Content-Type: expected application/json, received "${contentType.slice(0, 80)}"`,
    );
  }
  return parseJson(await readBody(request, maxBytes));
}

/** The caller's own id where it is usable, else a new one. */
function requestIdOf({ headers }: ApiRequest, { newId }: Services): string {
  const sent = headers.get('x-request-id');
  return sent !== null && /^[A-Za-z0-9._:+/=@-]{1,128}$/.test(sent) ? sent : newId();
}
