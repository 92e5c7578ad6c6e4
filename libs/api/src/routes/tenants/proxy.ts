import { z } from 'zod';
import { routeMethods, type Route } from '../../http/route.ts';
import { forward } from '../../shop/proxy/forward.ts';
import { tenantRoute } from '../../shop/tenant-route.ts';

const verbs = { GET: 'Ask', POST: 'Post to', PUT: 'Put to', PATCH: 'Patch', DELETE: 'Delete from', OPTIONS: 'Ask for the options of' } as const; // prettier-ignore

const path = z
  .string()
  .optional()
  .meta({ description: 'What follows in the address of the upstream, with its slashes.' });

/** One for each verb; HEAD is that of GET. */
export const proxyRoutes: readonly Route[] = routeMethods.map((method) =>
  tenantRoute({
    method,
    path: '/proxy/*',
    scope: 'proxy',
    summary: `${verbs[method]} the tenant's own server; lists of products come back in the order that suits the shopper`,
    ...(['POST', 'PUT', 'PATCH'].includes(method) && { rawBody: { contentType: 'application/octet-stream' } }),
    params: z.object({ path }),
    answer: z.unknown().meta({ description: 'What the upstream answers, with its status.' }),
    errors: ['INVALID_INPUT', 'FORBIDDEN', 'NOT_FOUND', 'TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'BAD_GATEWAY', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'], // prettier-ignore
    handle: ({ services, tenant, request, requestId }) => forward(services, tenant, { request, requestId }),
  }),
);
