import { EdgeError } from '@harper-edge/contracts';
import { tenantScopes, type IssuedKey } from '@harper-edge/tenants';
import { z } from 'zod';
import { route } from '../../http/route.ts';
import { audited } from '../../shop/audited.ts';
import { limits } from '../../shop/tenant-settings.ts';
import { id } from '../schemas.ts';

const tag = 'tenants';
const ofTenant = z.object({ tenant: id('tenant') });
const ofKey = ofTenant.extend({ keyId: id('keyId') });
const yearMs = 31_536_000_000;
const dayMs = 86_400_000;
const moment = (description: string) => z.number().nullable().meta({ description });

const tenantKey = z
  .object({
    keyId: z.string(),
    tenantId: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(tenantScopes)).readonly(),
    limits: z.object({ perMinute: z.number().nullable(), perDay: z.number().nullable() }),
    expiresAt: moment('Milliseconds since 1970; null: never.'),
    createdAt: z.number(),
    rotatedAt: moment('Milliseconds since 1970.'),
    lastUsedAt: moment('Milliseconds since 1970, to the hour.'),
  })
  .readonly()
  .meta({ id: 'TenantKey' });

const issuedKey = z
  .object({
    ...tenantKey.unwrap().shape,
    key: z.string().meta({ description: 'To be sent as X-API-Key. It is told this one time.' }),
  })
  .readonly();

const listRoute = route({
  method: 'GET',
  path: '/tenants/:tenant/keys',
  summary: 'The keys of a tenant, without what proves them; for administrators',
  tag,
  isForAdmins: true,
  params: ofTenant,
  answer: z.object({ keys: z.array(tenantKey).readonly(), count: z.number() }),
  errors: ['NOT_FOUND'],
  handle: async ({ services, params: { tenant } }) => {
    const keys = await services.shop.keys.list(tenant);
    return { keys, count: keys.length };
  },
});

const createRoute = route({
  method: 'POST',
  path: '/tenants/:tenant/keys',
  summary: 'A new key for a tenant, told this one time; for administrators',
  tag,
  isForAdmins: true,
  params: ofTenant,
  body: z.strictObject({
    name: z.string().trim().min(1).max(200).meta({ description: 'What it is for.', example: 'web shop' }),
    scopes: z
      .array(z.enum(tenantScopes))
      .min(1)
      .refine((scopes) => new Set(scopes).size === scopes.length, { error: 'expected each scope once' })
      .meta({ description: 'What it allows.' }),
    expiresInMs: z
      .int()
      .min(1)
      .max(10 * yearMs)
      .nullable()
      .default(null)
      .meta({ description: 'null: it never ends.' }),
    limits: limits.meta({ description: 'Of this key, beside those of its tenant.' }),
  }),
  answer: issuedKey,
  answerStatus: 201,
  errors: ['NOT_FOUND', 'TOO_LARGE'],
  handle: async (context) => {
    const { services, params, headers, body } = context;
    const { expiresInMs, ...rest } = body;
    const expiresAt = expiresInMs === null ? null : services.clock.nowMs() + expiresInMs;
    headers['cache-control'] = 'no-store';
    return audited(
      context,
      { action: 'key.create', tenantId: params.tenant, details: { name: rest.name, scopes: rest.scopes } },
      { act: () => services.shop.keys.create(params.tenant, { ...rest, expiresAt }), tell: tellKey },
    );
  },
});

const rotateRoute = route({
  method: 'POST',
  path: '/tenants/:tenant/keys/:keyId/rotate',
  summary: 'A new text for a key, told this one time; the one before stays valid for a while; for administrators',
  tag,
  isForAdmins: true,
  params: ofKey,
  body: z.strictObject({
    overlapMs: z
      .int()
      .min(0)
      .max(30 * dayMs)
      .default(dayMs)
      .meta({ description: 'How long what was valid before stays so. Default one day; 0 ends it at once.' }),
  }),
  answer: issuedKey,
  errors: ['NOT_FOUND', 'TOO_LARGE'],
  handle: async (context) => {
    const { services, params, headers, body } = context;
    headers['cache-control'] = 'no-store';
    const { tenant: tenantId, keyId } = params;
    return audited(
      context,
      { action: 'key.rotate', tenantId, details: { keyId, overlapMs: body.overlapMs } },
      { act: () => services.shop.keys.rotate(tenantId, keyId, body) },
    );
  },
});

const deleteRoute = route({
  method: 'DELETE',
  path: '/tenants/:tenant/keys/:keyId',
  summary: 'Take a key away, on this host at once and elsewhere within 2 s; for administrators',
  tag,
  isForAdmins: true,
  params: ofKey,
  answer: z.object({ success: z.literal(true), tenantId: z.string(), keyId: z.string() }),
  errors: ['NOT_FOUND'],
  handle: async (context) => {
    const { services, params } = context;
    const { tenant: tenantId, keyId } = params;
    await audited(
      context,
      { action: 'key.delete', tenantId, details: { keyId } },
      {
        act: async () => {
          if (await services.shop.keys.delete(tenantId, keyId)) return;
          throw new EdgeError('NOT_FOUND', `tenant "${tenantId}" has no key "${keyId}"`);
        },
      },
    );
    return { success: true as const, tenantId, keyId };
  },
});

const tellKey = ({ keyId }: IssuedKey) => ({ keyId });

export const keyRoutes = [listRoute, createRoute, rotateRoute, deleteRoute];
