import { EdgeError } from '@harper-edge/contracts';
import type { RecordedPoint } from '@harper-edge/pricing/stored';
import { z } from 'zod';
import { given } from '../../http/given.ts';
import { tenantRoute } from '../../shop/tenant-route.ts';
import { id, time } from '../schemas.ts';
import { checkPast, largest, moment, price } from './price-schemas.ts';

const point = z.object({
  productId: id('productId'),
  price,
  demand: z
    .number({ error: 'expected a number of units from 0 to 1e9' })
    .min(0)
    .max(largest)
    .meta({ description: 'Units sold in the period at this price; 0 counts.' }),
  timestamp: moment.optional().meta({ description: 'When the period began. Default: now.' }),
  days: z.number().int().min(1).max(366).optional().meta({ description: 'Days of the period, default 1.' }),
  sourceId: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,24}$/, 'expected 1 to 24 characters of A-Z a-z 0-9 . _ -')
    .optional()
    .meta({ description: 'Whose count it is, such as a store: points of several at one time are several points.' }),
});

const points = z.array(point).min(1).max(10_000);

/** The fault of the form that was meant: a union alone would only say that neither fits. */
const oneOrMany = z.union([point, points], {
  error: (issue) => {
    const [fault] = issue.errors[Array.isArray(issue.input) ? 1 : 0] ?? [];
    return fault && `${fault.path.map(String).join('.')}: ${fault.message}`.replace(/^: /, '');
  },
});

const recordRoute = tenantRoute({
  method: 'POST',
  path: '/price-points',
  summary: 'Record what was sold at which price; one point or up to 10,000',
  scope: 'prices',
  body: oneOrMany,
  answer: z.object({ success: z.literal(true), recorded: z.number() }),
  handle: async ({ services: { shop, clock }, tenant, body }) => {
    const sent = Array.isArray(body) ? body : [body];
    for (const [index, { timestamp }] of sent.entries()) checkPast(timestamp, `${index}.timestamp`, clock.nowMs());
    const byProduct = new Map<string, RecordedPoint[]>();
    for (const { productId, ...rest } of sent) {
      const ofProduct = byProduct.get(productId) ?? [];
      ofProduct.push(given(rest));
      byProduct.set(productId, ofProduct);
    }
    for (const [productId, ofProduct] of byProduct) await shop.prices.record(tenant.id, productId, ofProduct);
    return { success: true as const, recorded: sent.length };
  },
});

const dailyPoint = z.object({
  price: z.number(),
  demand: z.number().meta({ description: 'Units per day.' }),
  timestamp: z.number().meta({ description: 'Milliseconds since 1970.' }),
  days: z.number().meta({ description: 'Days that the demand is the average of.' }),
  source: z.enum(['recorded', 'purchases']),
});

const listRoute = tenantRoute({
  method: 'GET',
  path: '/price-points',
  summary: 'The history of a product as demand per day, newest first: recorded points, and purchases by day and price',
  scope: 'prices',
  query: z.object({
    productId: id('productId'),
    from: time.optional(),
    to: time.optional(),
    limit: z.coerce.number().int().min(1).max(10_000).default(100).meta({ description: 'Default 100.' }),
  }),
  answer: z.object({
    productId: z.string(),
    points: z.array(dailyPoint).readonly(),
    count: z.number(),
    total: z.number().meta({ description: 'Points between from and to, of which the newest are listed.' }),
    isCut: z
      .boolean()
      .meta({ description: 'Whether there is more than the newest 10,000 points and sales, which count.' }),
    daysWithoutSales: z.number(),
    daysLeftOut: z.number(),
    daysOfSeveralPrices: z.number(),
    unitsToday: z.number().meta({ description: 'Sold on the day that is not over, which does not count yet.' }),
  }),
  errors: ['NOT_FOUND'],
  handle: async ({ services, tenant, query: { productId, from = -Infinity, to = Infinity, limit } }) => {
    if (from > to) throw new EdgeError('INVALID_INPUT', `query: expected from <= to, received ${from} and ${to}`);
    const { daily, isCut } = await services.shop.prices.history(tenant.id, productId);
    const { points: all, ...counts } = daily;
    const asked = all.filter(({ timestamp }) => timestamp >= from && timestamp < to);
    const newest = asked.slice(-limit).reverse();
    return { productId, points: newest, count: newest.length, total: asked.length, isCut, ...counts };
  },
});

export const pricePointRoutes = [recordRoute, listRoute];
