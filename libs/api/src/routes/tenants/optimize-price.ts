import { z } from 'zod';
import { given } from '../../http/given.ts';
import { policyConstraints } from '../../shop/prices/policy-constraints.ts';
import { tenantRoute } from '../../shop/tenant-route.ts';
import { id } from '../schemas.ts';
import { checkPast, largest, moment, price } from './price-schemas.ts';

const share = z.number().gt(-1).max(largest);

const constraints = z
  .strictObject({
    minPrice: price.optional(),
    maxPrice: price.optional(),
    minMargin: z.number().min(0).lt(1).optional().meta({ description: 'Least share of the price that is not cost.' }),
    maxChange: z.number().min(0).max(largest).optional().meta({ description: 'Largest relative change: 0.1 is 10 %.' }),
    competitorPrice: price.optional(),
    maxOverCompetitor: share.optional().meta({
      description: 'Largest share by which the price may be above competitorPrice; negative: below it.',
    }),
    capacity: z.number().positive().max(largest).optional().meta({ description: 'Most units that can be sold a day.' }),
    endings: z
      .array(z.number().min(0).lt(1))
      .min(1)
      .max(100)
      .optional()
      .meta({
        description: 'Prices end so.',
        example: [0.99],
      }),
    step: price
      .optional()
      .meta({ description: 'Prices are multiples of this. Default 0.01, unless there are endings.' }),
  })
  .meta({ description: 'Hold together with the pricing of the tenant, of two of a kind the stricter one.' });

const number = z.number();
const numberOrNull = z.number().nullable();
const interval = z.array(z.number()).readonly();

const parameter = z.number().optional();
/** By its kind: `scale p^elasticity`, `scale exp(-rate p)` or `intercept - slope p`. */
const demandCurve = z.object({
  kind: z.string(),
  ...{ scale: parameter, elasticity: parameter, rate: parameter, intercept: parameter, slope: parameter },
});

const evidence = z.object({
  points: number.meta({ description: 'Points of the history, and the days they stand for.' }),
  days: number,
  from: numberOrNull.meta({ description: 'Of the first and the last point, milliseconds since 1970.' }),
  to: numberOrNull,
  n: number.meta({ description: 'Rows of the fit: points that follow each other at one price are one.' }),
  priceRange: z.object({ least: number, most: number, distinct: number }).nullable(),
  demandCurve: demandCurve.nullable().meta({ description: 'Units per day by price.' }),
  rSquared: numberOrNull,
  pValue: numberOrNull.meta({ description: 'Of demand not answering to the price.' }),
  daysWithoutSales: number,
  daysLeftOut: number,
  daysOfSeveralPrices: number,
  unitsToday: number,
  isCut: z.boolean(),
  pooledWith: number.meta({ description: 'Products whose elasticities this one was drawn towards.' }),
});

const about = {
  productId: z.string(),
  currentPrice: number,
  warnings: z.array(z.string()).readonly(),
  evidence,
};

const advice = z.object({
  ok: z.literal(true),
  recommendationId: z.string().meta({ description: 'For apply, which keeps what the price rested on.' }),
  ...about,
  objective: z.enum(['profit', 'revenue']).meta({ description: 'Without a unit cost the revenue.' }),
  recommendedPrice: number,
  expectedDemand: number.meta({ description: 'Units a day; all amounts are for one day.' }),
  expectedRevenue: number,
  expectedProfit: number,
  currentDemand: number.meta({ description: 'Expected at the current price.' }),
  currentRevenue: number,
  currentProfit: number,
  improvement: numberOrNull.meta({ description: 'Expected profit over that of the current price, less 1.' }),
  chanceOfImprovement: number,
  elasticity: number,
  confidenceInterval: interval.meta({ description: 'Of the elasticity.' }),
  confidence: number,
  priceInterval: interval.meta({ description: 'Where the best price lies, with the same confidence.' }),
  binding: z.array(z.string()).readonly().meta({ description: 'The constraints that hold the price where it is.' }),
  profitLost: numberOrNull.meta({ description: 'What constraints cost a day.' }),
});

const refusal = z.object({
  ok: z.literal(false),
  recommendedPrice: z.null(),
  reason: z.string().meta({ description: 'insufficientData, noPriceVariation, weakEvidence, infeasible, …' }),
  detail: z.string().meta({ description: 'The reason in words.' }),
  needed: number.optional().meta({ description: 'Rows that a curve needs, and how many there are.' }),
  received: number.optional(),
  elasticity: number.optional(),
  confidenceInterval: interval.optional(),
  conflict: z.array(z.string()).readonly().optional(),
  ...about,
});

export const optimizePriceRoute = tenantRoute({
  method: 'POST',
  path: '/optimize-price',
  summary: 'The price of the largest expected profit, with the evidence, or why none is recommended',
  scope: 'prices',
  body: z.object({
    productId: id('productId'),
    currentPrice: price.optional().meta({ description: 'Default: that of the catalogue.' }),
    unitCost: z.number().min(0).max(largest).optional().meta({ description: 'Default: the cost in the catalogue.' }),
    constraints: constraints.optional(),
    demand: z.enum(['constantElasticity', 'poisson', 'semiLog', 'linear']).optional().meta({
      description: 'The form of the curve. Default: chosen by the data.',
    }),
    confidence: z.number().gt(0).lt(1).optional().meta({ description: 'Of the intervals, default 0.95.' }),
    since: moment.optional().meta({ description: 'Only what was sold from then on.' }),
    pool: z.boolean().optional().meta({
      description: 'Draw the elasticity towards those of the other products of the shop. Default false.',
    }),
  }),
  answer: z.union([advice, refusal]),
  errors: ['NOT_FOUND'],
  handle: async ({ services, tenant, body: { constraints: asked = {}, ...inquiry } }) => {
    checkPast(inquiry.since, 'since', services.clock.nowMs());
    const { extrapolate, acceptWeakEvidence } = tenant.pricing;
    const recommendationId = services.newId();
    const found = await services.shop.prices.optimize(
      tenant.id,
      {
        ...given(inquiry),
        ...{ extrapolate, acceptWeakEvidence },
        constraints: policyConstraints(given(asked), tenant.pricing),
      },
      recommendationId,
    );
    if (!found.ok) return { productId: inquiry.productId, ...found };
    const { current, ...rest } = found;
    return {
      recommendationId,
      productId: inquiry.productId,
      ...rest,
      ...{ currentDemand: current.quantity, currentRevenue: current.revenue, currentProfit: current.profit },
    };
  },
});
