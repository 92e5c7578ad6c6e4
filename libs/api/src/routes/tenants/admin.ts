import type { Tenant } from '@harper-edge/tenants';
import { z } from 'zod';
import { given } from '../../http/given.ts';
import { ifMatchOf, revisionTag } from '../../http/revision-tag.ts';
import { route, type Route } from '../../http/route.ts';
import { audited } from '../../shop/audited.ts';
import { tenantSettings } from '../../shop/tenant-settings.ts';
import { cursor, id, limit } from '../schemas.ts';
import { auditRoute } from './audit.ts';
import { catalogueRoutes } from './catalogue.ts';
import { keyRoutes } from './keys.ts';

const tag = 'tenants';
const params = z.object({ tenant: id('tenant') });

const tenantAnswer = tenantSettings
  .extend({
    id: z.string(),
    revision: z.number().meta({ description: 'Of the settings; its ETag, for If-Match.' }),
    catalogueRevision: z.string().meta({ description: 'Another one after every change of the catalogue.' }),
    updatedAt: z.number().meta({ description: 'Milliseconds since 1970.' }),
  })
  .meta({ id: 'Tenant' });

/** Readonly, which its schema does not say. */
const answerOf = (tenant: Tenant) => tenant as z.infer<typeof tenantAnswer>;

const listRoute = route({
  method: 'GET',
  path: '/tenants',
  summary: 'All tenants; for administrators',
  tag,
  isForAdmins: true,
  query: z.object({ limit, cursor }),
  answer: z.object({ tenants: z.array(tenantAnswer), count: z.number(), nextCursor: z.string().optional() }),
  handle: async ({ services, query }) => {
    const { rows, nextCursor } = await services.shop.tenants.list(given(query));
    return { tenants: rows.map(answerOf), count: rows.length, ...given({ nextCursor }) };
  },
});

const getRoute = route({
  method: 'GET',
  path: '/tenants/:tenant',
  summary: 'The settings of a tenant; for administrators',
  tag,
  isForAdmins: true,
  params,
  answer: tenantAnswer,
  errors: ['NOT_FOUND'],
  handle: async ({ services, params: { tenant: tenantId }, headers }) => {
    const tenant = await services.shop.tenants.get(tenantId);
    headers['etag'] = revisionTag(tenant.revision);
    return answerOf(tenant);
  },
});

const putRoute = route({
  method: 'PUT',
  path: '/tenants/:tenant',
  summary: 'Create a tenant, or replace its settings: what is left out is its default; for administrators',
  tag,
  isForAdmins: true,
  params,
  body: tenantSettings,
  answer: tenantAnswer,
  errors: ['PRECONDITION_FAILED', 'UNAVAILABLE'],
  handle: async (context) => {
    const { services, request, params: named, body, headers } = context;
    const tenant = await audited(
      context,
      { action: 'tenant.put', tenantId: named.tenant },
      {
        act: () => services.shop.tenants.put(named.tenant, body, { ifRevision: ifMatchOf(request) }),
        tell: ({ revision }) => ({ revision }),
      },
    );
    headers['etag'] = revisionTag(tenant.revision);
    return answerOf(tenant);
  },
});

const deleteRoute = route({
  method: 'DELETE',
  path: '/tenants/:tenant',
  summary: 'Remove a tenant with everything that belongs to it; for administrators',
  tag,
  isForAdmins: true,
  params,
  answer: z.object({ success: z.literal(true), tenantId: z.string() }),
  errors: ['NOT_FOUND', 'PRECONDITION_FAILED'],
  handle: async (context) => {
    const { services, request, params: named } = context;
    const ifRevision = ifMatchOf(request);
    await audited(
      context,
      { action: 'tenant.delete', tenantId: named.tenant },
      { act: () => services.shop.tenants.delete(named.tenant, { ifRevision }) },
    );
    return { success: true as const, tenantId: named.tenant };
  },
});

export const tenantAdminRoutes: readonly Route[] = [
  listRoute,
  getRoute,
  putRoute,
  deleteRoute,
  ...keyRoutes,
  auditRoute,
  ...catalogueRoutes,
];
