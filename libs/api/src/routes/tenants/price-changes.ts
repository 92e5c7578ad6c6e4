import { parseId } from '@harper-edge/contracts';
import type { PriceChange } from '@harper-edge/pricing/stored';
import { z } from 'zod';
import { given } from '../../http/given.ts';
import { tenantRoute } from '../../shop/tenant-route.ts';
import { changeAuthor } from '../../use-cases/change-author.ts';
import { author } from '../lifecycle.ts';
import { cursor, id, limit } from '../schemas.ts';
import { price } from './price-schemas.ts';

const text = z.string().nullable();
const number = z.number();

const priceChange = z
  .object({
    changeId: z.string(),
    productId: z.string(),
    at: number.meta({ description: 'Milliseconds since 1970.' }),
    from: number,
    to: number,
    by: text,
    reason: text,
    state: z.enum(['started', 'applied', 'refused']).meta({
      description: 'started: interrupted, or on its way; refused: someone else changed the price first.',
    }),
    recommendationId: text,
    evidence: z
      .object({
        recommendedPrice: number,
        expectedRevenue: number,
        expectedProfit: number,
        improvement: number.nullable(),
        elasticity: number,
        confidenceInterval: z.array(number).readonly(),
        confidence: number,
        binding: z.array(z.string()).readonly(),
        warnings: z.array(z.string()).readonly(),
        n: number,
      })
      .nullable()
      .meta({ description: 'What the recommendation rested on.' }),
  })
  .meta({ id: 'PriceChange' });

function answerOf({ id: rowId, tenantId, ofTenant: _tenant, ofProduct: _product, ...change }: PriceChange) {
  return { changeId: rowId.slice(tenantId.length + 1), ...change };
}

const applyRoute = tenantRoute({
  method: 'POST',
  path: '/prices/:productId/apply',
  summary: 'Change the price of a product, with an entry in the log',
  scope: 'prices',
  params: z.object({ productId: id('productId') }),
  body: z.object({
    price,
    recommendationId: id('recommendationId').optional().meta({ description: 'Of optimize-price.' }),
    idempotencyKey: id('idempotencyKey').optional().meta({
      description: 'The same key again is the same change, made once; also as the header Idempotency-Key.',
    }),
    ...author,
  }),
  answer: priceChange.extend({ success: z.literal(true) }),
  errors: ['NOT_FOUND', 'CONFLICT'],
  handle: async ({ services, request, caller, tenant, params, body }) => {
    const sent = request.headers.get('idempotency-key') ?? undefined;
    const change = await services.shop.prices.apply(tenant.id, {
      productId: params.productId,
      price: body.price,
      key: body.idempotencyKey ?? (sent === undefined ? services.newId() : parseId(sent, 'Idempotency-Key')),
      recommendationId: body.recommendationId ?? null,
      by: changeAuthor(caller, body).by,
      reason: body.reason ?? null,
    });
    return { success: true as const, ...answerOf(change) };
  },
});

const changesRoute = tenantRoute({
  method: 'GET',
  path: '/price-changes',
  summary: 'Who changed which price, when and why, newest first',
  scope: 'prices',
  query: z.object({ productId: id('productId').optional(), limit, cursor }),
  answer: z.object({
    changes: z.array(priceChange).readonly(),
    count: number,
    nextCursor: z.string().optional(),
  }),
  handle: async ({ services, tenant, query }) => {
    const { rows, nextCursor } = await services.shop.prices.changes(tenant.id, given(query));
    return { changes: rows.map(answerOf), count: rows.length, ...given({ nextCursor }) };
  },
});

export const priceChangeRoutes = [applyRoute, changesRoute];
