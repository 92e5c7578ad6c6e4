import type { Tenant } from '@harper-edge/tenants';
import { EdgeError } from '@harper-edge/contracts';
import { z } from 'zod';
import type { ApiRequest } from '../http/exchange.ts';
import { route, type Route } from '../http/route.ts';
import { id } from '../routes/schemas.ts';

/** What a key of a tenant may be allowed to do. */
export const tenantScopes = ['personalize', 'experiments', 'prices', 'proxy', 'manage'] as const;
export type TenantScope = (typeof tenantScopes)[number];

type Fields = z.ZodObject;
type Context<Params extends Fields, Query extends Fields, Body extends z.ZodType> = Parameters<
  Route<Params, Query, Body>['handle']
>[0];

interface TenantRoute<
  Params extends Fields,
  Query extends Fields,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> extends Omit<Route<Params, Query, Body, Answer>, 'handle' | 'path' | 'tag'> {
  /** Below `/api/:tenant`, with the slash. */
  readonly path: string;
  /** What the caller's key must allow. */
  readonly scope: TenantScope;
  handle(
    context: Context<Params, Query, Body> & { readonly tenant: Tenant },
  ): ReturnType<Route<Params, Query, Body, Answer>['handle']>;
}

/** A route of every tenant: `handle` runs once the caller is known to be allowed to act for the tenant. */
export function tenantRoute<
  Query extends Fields,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Params extends Fields = z.ZodObject<Record<never, never>>,
>({ path, scope: _scope, params, handle, ...definition }: TenantRoute<Params, Query, Body, Answer>): Route {
  return route({
    ...definition,
    tag: 'tenants',
    path: `/api/:tenant${path}`,
    params: z.object({ tenant: id('tenant') }).extend(params?.shape ?? {}),
    handle: async (context) => {
      const tenant = await context.services.shop.tenants.get((context.params as { tenant: string }).tenant);
      return handle({ ...context, tenant } as unknown as Parameters<typeof handle>[0]);
    },
  } as Route);
}

/** @throws EdgeError INVALID_INPUT without a usable `X-User-ID` */
export function userIdOf(request: ApiRequest): string {
  const sent = request.headers.get('x-user-id');
  if (sent !== null && /^[A-Za-z0-9._:@+-]{1,128}$/.test(sent)) return sent;
  const received = sent === null ? 'none' : `"${sent.slice(0, 80)}"`;
  throw new EdgeError(
    'INVALID_INPUT',
    `X-User-ID: expected the id of the shopper, 1 to 128 letters, digits and . _ : @ + -, received ${received}`,
  );
}
