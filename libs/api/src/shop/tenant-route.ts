import { EdgeError } from '@harper-edge/contracts';
import type { Tenant, TenantScope } from '@harper-edge/tenants';
import { z } from 'zod';
import type { ApiRequest } from '../http/exchange.ts';
import { route, type Route } from '../http/route.ts';
import { id } from '../routes/schemas.ts';
import { admitToTenant } from './admit-to-tenant.ts';

type Fields = z.ZodObject;
type Context<Params extends Fields, Query extends Fields, Body extends z.ZodType> = Parameters<
  Route<Params, Query, Body>['handle']
>[0];

interface TenantRoute<
  Params extends Fields,
  Query extends Fields,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> extends Omit<Route<Params, Query, Body, Answer>, 'admit' | 'handle' | 'isPublic' | 'path' | 'tag'> {
  /** Below `/api/:tenant`, with the slash. */
  readonly path: string;
  /** What the caller's key must allow; one of them where there are several. */
  readonly scope: TenantScope | readonly TenantScope[];
  handle(
    context: Context<Params, Query, Body> & { readonly tenant: Tenant },
  ): ReturnType<Route<Params, Query, Body, Answer>['handle']>;
}

/** A route of every tenant: `handle` runs once the caller is known to be allowed to act for the tenant. */
export function tenantRoute<
  Query extends Fields,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Params extends Fields = Fields,
>({ path, params, handle, ...definition }: TenantRoute<Params, Query, Body, Answer>): Route {
  const { scope, errors = [] } = definition;
  return route({
    ...definition,
    admit: (asked) => admitToTenant(asked, [scope].flat()),
    errors: [...errors, 'FORBIDDEN', 'NOT_FOUND', 'RATE_LIMITED'],
    tag: 'tenants',
    path: `/api/:tenant${path}`,
    params: z.object({ tenant: id('tenant') }).extend(params?.shape ?? {}),
    // The router calls it with what `admit` and these very schemas have said, which the erased type cannot say.
    handle,
  });
}

/** @throws EdgeError INVALID_INPUT without a usable `X-User-ID` */
export function userIdOf(request: Pick<ApiRequest, 'headers'>): string {
  const sent = request.headers.get('x-user-id');
  if (sent !== null && /^[A-Za-z0-9._:@+-]{1,128}$/.test(sent)) return sent;
  const received = sent === null ? 'none' : `"${sent.slice(0, 80)}"`;
  throw new EdgeError(
    'INVALID_INPUT',
    `X-User-ID: expected the id of the shopper, 1 to 128 letters, digits and . _ : @ + -, received ${received}`,
  );
}
