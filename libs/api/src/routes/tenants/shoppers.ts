import { EdgeError } from '@harper-edge/contracts';
import { z } from 'zod';
import type { Route } from '../../http/route.ts';
import { recordActions } from '../../shop/personalize/record-actions.ts';
import { tenantRoute, userIdOf } from '../../shop/tenant-route.ts';
import { id } from '../schemas.ts';

const userId = z
  .string()
  .regex(/^[A-Za-z0-9._:@+-]{1,128}$/, 'expected 1 to 128 letters, digits and . _ : @ + -')
  .meta({ description: 'Of the shopper.' });

const common = {
  id: id('event').optional().meta({ description: 'Sent again, the event is kept once. Default: a new one.' }),
  userId: userId.optional().meta({ description: 'Default: X-User-ID.' }),
  productId: id('product'),
  timestamp: z
    .union([z.number().int().min(0), z.iso.datetime({ offset: true })])
    .optional()
    .meta({
      description: 'Milliseconds since 1970, or an ISO 8601 date. Default: now.',
    }),
};

const event = z.discriminatedUnion(
  'type',
  [
    z.object({ ...common, type: z.literal('viewed') }),
    z.object({
      ...common,
      type: z.literal('rated'),
      value: z.number().min(1).max(5).meta({ description: 'Stars, 1 to 5.' }),
    }),
  ],
  { error: 'expected type "viewed" or "rated"; a purchase goes to POST /api/:tenant/purchase' },
);

const recordRoute = tenantRoute({
  method: 'POST',
  path: '/shoppers/events',
  scope: 'personalize',
  summary: 'Record what shoppers viewed and rated, one event or an array of them',
  isSheddable: true,
  body: z.union([z.array(event).min(1).max(1_000), event]),
  answer: z.object({
    recorded: z.number(),
    duplicates: z.number().meta({ description: 'Events whose ids were there already; they stay as they were.' }),
  }),
  errors: ['UNAVAILABLE'],
  handle: async ({ services, tenant, request, body }) => {
    const events = Array.isArray(body) ? body : [body];
    const nowMs = services.clock.nowMs();
    const actions = events.map((given) => ({
      id: given.id ?? services.newId(),
      tenantId: tenant.id,
      userId: given.userId ?? userIdOf(request),
      productId: given.productId,
      type: given.type,
      value: given.type === 'rated' ? given.value : null,
      timestamp: timeOf(given.timestamp) ?? nowMs,
    }));
    return recordActions(services, tenant, actions);
  },
});

const timeOf = (given: number | string | undefined): number | undefined =>
  typeof given === 'string' ? Date.parse(given) : given;

const forgetRoute = tenantRoute({
  method: 'DELETE',
  path: '/shoppers/:userId',
  scope: 'manage',
  summary: 'Remove everything a shopper viewed, bought and rated',
  params: z.object({ userId }),
  answer: z.object({ userId: z.string(), removed: z.number() }),
  errors: ['UNAVAILABLE'],
  handle: async ({ services, tenant, params }) => {
    const removed = await services.shop.shoppers.forget(tenant.id, params.userId);
    if (removed > 0) return { userId: params.userId, removed };
    throw new EdgeError('NOT_FOUND', `nothing is known of a shopper "${params.userId}"`);
  },
});

export const shopperRoutes: readonly Route[] = [recordRoute, forgetRoute];
