import { EdgeError } from '@harper-edge/contracts';
import { Hono, type Context } from 'hono';
import type { Services } from '../services.ts';
import { parseJson } from './parse-json.ts';
import { parseWith } from './parse-with.ts';
import { readBody } from './read-body.ts';
import type { Route } from './route.ts';
import { errorResponse } from './status.ts';

/** Whoever the host says is calling. */
export interface Caller {
  readonly name: string;
}

interface Env {
  Bindings: { readonly caller: Caller | undefined };
  Variables: { readonly requestId: string };
}

/** Answers requests by the routes. Every route but the public ones needs a caller: what is not listed as public is not. */
export function createRouter(routes: readonly Route[], services: Services): Hono<Env> {
  const app = new Hono<Env>();
  for (const route of routes) {
    app.on(route.method, route.path, (context) => answer(route, services, context));
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const allow = routes
      .filter((route) => route.path === path)
      .map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method))
      .join(', ');
    app.all(path, (context) => {
      throw new EdgeError('METHOD_NOT_ALLOWED', `${path}: expected ${allow}, received ${context.req.method}`, {
        allow,
      });
    });
  }
  app.notFound(({ req }) => {
    throw new EdgeError('NOT_FOUND', `no route ${req.method} ${req.path.slice(0, 100)}; GET /openapi.json lists them`);
  });
  app.onError((error, context) => failure(error, services, context));
  return app;
}

async function answer(route: Route, services: Services, context: Context<Env>): Promise<Response> {
  const requestId = requestIdOf(context, services);
  if (route.isPublic !== true && context.env.caller === undefined) {
    throw new EdgeError('UNAUTHENTICATED', 'expected a credential; none came, or it is not valid');
  }
  const request = context.req.raw;
  const headers = new Headers({ 'X-Request-Id': requestId });
  const answered = await route.handle({
    services,
    request,
    requestId,
    params: route.params === undefined ? {} : parseWith(route.params, context.req.param(), 'path'),
    query: route.query === undefined ? {} : parseWith(route.query, context.req.query(), 'query'),
    body:
      route.body === undefined
        ? undefined
        : parseWith(route.body, await readJson(request, services.limits.maxBodyBytes), 'body'),
    headers,
  });
  if (!(answered instanceof Response)) return Response.json(answered, { headers });
  headers.forEach((value, name) => {
    answered.headers.set(name, value);
  });
  return answered;
}

async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  const contentType = request.headers.get('content-type') ?? 'application/json';
  if (!/^application\/([a-z.-]+\+)?json\s*(;|$)/i.test(contentType)) {
    throw new EdgeError(
      'UNSUPPORTED_MEDIA_TYPE',
      `Content-Type: expected application/json, received "${contentType.slice(0, 80)}"`,
    );
  }
  return parseJson(await readBody(request, maxBytes));
}

function failure(error: Error, services: Services, context: Context<Env>): Response {
  const requestId = requestIdOf(context, services);
  const response = errorResponse(error, requestId);
  if (response.status >= 500) {
    services.logger.error('a request failed', { requestId, method: context.req.method, path: context.req.path, error });
  }
  return response;
}

/** The caller's own id where it is usable, else a new one; the same for the whole request. */
function requestIdOf(context: Context<Env>, services: Services): string {
  const known = context.get('requestId') as string | undefined;
  if (known !== undefined) return known;
  const sent = context.req.header('x-request-id');
  const requestId = sent !== undefined && /^[A-Za-z0-9._:+/=@-]{1,128}$/.test(sent) ? sent : services.newId();
  context.set('requestId', requestId);
  return requestId;
}
