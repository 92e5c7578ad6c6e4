import { EdgeError } from '@harper-edge/contracts';
import { revenueOf } from '@harper-edge/pricing/stored';
import type { Tenant } from '@harper-edge/tenants';
import { z } from 'zod';
import { given } from '../../http/given.ts';
import type { ApiRequest } from '../../http/exchange.ts';
import type { Services } from '../../services.ts';
import { tenantRoute, userIdOf } from '../../shop/tenant-route.ts';
import { id } from '../schemas.ts';
import { checkPast, moment, price } from './price-schemas.ts';

const orderId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,100}$/, 'expected 1 to 100 characters of A-Z a-z 0-9 . _ -')
  .meta({ description: 'The order, which counts once however often it is sent.' });

const body = z.object({
  orderId,
  userId: z.string().optional().meta({ description: 'The shopper; also as the header X-User-ID.' }),
  items: z
    .array(z.object({ productId: id('productId'), quantity: z.number().int().min(1).max(1_000_000), price }))
    .min(1)
    .max(1_000)
    .meta({ description: 'price: paid for one unit.' }),
  timestamp: moment.optional().meta({ description: 'When it was bought. Default: now.' }),
  experiments: z.array(id('experiment')).max(20).optional().meta({
    description:
      'In which it is a conversion, with its revenue. Default: the experiment of personalize, if there is one.',
  }),
});

/** Of body or header, which must not contradict each other. */
function shopperOf(request: ApiRequest, stated: string | undefined): string {
  const header = request.headers.get('x-user-id');
  if (stated === undefined) return userIdOf(request);
  if (header !== null && header !== stated) {
    throw new EdgeError('INVALID_INPUT', 'body.userId: expected the same shopper as in X-User-ID, received another');
  }
  return userIdOf({ headers: { get: () => stated } });
}

/** Those named, or the one that decides how products are ranked; that one may not have been started yet. */
async function experimentsFor({ shop }: Services, tenant: Tenant, named: readonly string[] | undefined) {
  if (named !== undefined) return [...new Set(named)];
  const own = tenant.personalizeExperiment?.experimentId;
  if (own === undefined) return [];
  return (await shop.experiments.of(tenant.id).getExperiment(own)) === undefined ? [] : [own];
}

export const purchaseRoute = tenantRoute({
  method: 'POST',
  path: '/purchase',
  summary: 'Record an order: for the prices, the history of the shopper and the experiments of the shop',
  scope: 'prices',
  body,
  answer: z.object({
    success: z.literal(true),
    orderId: z.string(),
    duplicate: z.boolean().meta({ description: 'Whether it was recorded before; then nothing counts again.' }),
    revenue: z.number(),
    units: z.number(),
    timestamp: z.number().meta({ description: 'Milliseconds since 1970.' }),
    experiments: z
      .array(z.object({ experimentId: z.string(), counted: z.boolean(), refused: z.string().nullable() }))
      .readonly()
      .meta({ description: 'In which it is a conversion; refused: why not.' }),
  }),
  errors: ['NOT_FOUND', 'CONFLICT'],
  handle: async ({ services, request, tenant, body: { userId: stated, experiments: named, ...order } }) => {
    checkPast(order.timestamp, 'timestamp', services.clock.nowMs());
    const userId = shopperOf(request, stated);
    const experiments = await experimentsFor(services, tenant, named);
    const { purchase, isNew } = await services.shop.checkout.record({
      ...given(order),
      ...{ tenantId: tenant.id, userId, experiments },
    });
    return {
      ...{ success: true as const, orderId: order.orderId, duplicate: !isNew },
      revenue: revenueOf(purchase),
      units: purchase.items.reduce((sum, { quantity }) => sum + quantity, 0),
      timestamp: purchase.timestamp,
      experiments: purchase.outcomes,
    };
  },
});
