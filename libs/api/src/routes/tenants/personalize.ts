import { z } from 'zod';
import { reply } from '../../http/reply.ts';
import type { Route } from '../../http/route.ts';
import { fallbackReasons } from '../../shop/personalize/outcomes.ts';
import { personalize } from '../../shop/personalize/personalize.ts';
import { maxRankedProducts } from '../../shop/personalize/shelf.ts';
import { tenantRoute, userIdOf } from '../../shop/tenant-route.ts';
import { id } from '../schemas.ts';
import { shopperRoutes } from './shoppers.ts';

const words = (what: string) => z.string().max(500).optional().meta({ description: what });
const list = z.array(z.string().max(200)).max(100).readonly().optional();
const price = z.number().positive().max(1e12);

const givenProduct = z
  .looseObject({
    id: id('product'),
    name: z.string().max(1_000).optional(),
    description: z.string().max(100_000).optional(),
    category: z.string().max(200).optional(),
    activities: list,
    seasons: list.meta({ description: 'Of spring, summer, autumn, winter; none: all year.' }),
    experienceLevels: list.meta({ description: 'Of beginner, intermediate, advanced, expert; none: everybody.' }),
    price: price.optional().meta({ description: 'Above 0.' }),
  })
  .meta({ description: 'A product that need not be in the catalogue; what else it has is answered as it came.' });

const product = z.union([id('product'), givenProduct], {
  error: ({ input }) =>
    'expected the id of a product, or an object with id and optionally name, description, category, activities, seasons, ' +
    `experienceLevels and a price above 0, received ${JSON.stringify(input).slice(0, 80)}`,
});

const userContext = z
  .object({
    query: words('What was typed into a search box.'),
    activityType: words('Such as trail-running.'),
    activity: words('The same as activityType.'),
    season: words('spring, summer, autumn or winter.'),
    experienceLevel: words('beginner, intermediate, advanced or expert.'),
    location: words('Such as pacific-northwest.'),
    priceRange: z.object({ min: price.optional(), max: price.optional() }).optional(),
  })
  .refine(({ priceRange: { min = 0, max = Infinity } = {} }) => min <= max, {
    error: 'expected min not above max',
    path: ['priceRange'],
  });

const body = z.object({
  products: z
    .array(product)
    .max(maxRankedProducts)
    .readonly()
    .optional()
    .meta({ description: 'Default: the whole catalogue, at most its 10,000 most popular products.' }),
  userContext: userContext.default({}),
  limit: z.number().int().min(1).max(maxRankedProducts).optional().meta({
    description: 'Products in the answer. Default: all that were given, 20 of a catalogue.',
  }),
  diversity: z.number().min(0).max(1).optional().meta({
    description: 'How much products should differ from those before them, by text and category. Default 0: not at all.',
  }),
  explain: z.boolean().optional().meta({ description: 'Whether each score comes with what it is made of.' }),
  timeoutMs: z.number().int().min(1).max(60_000).optional().meta({
    description: 'How long to wait for the model before the answer is by popularity. Default 2,000.',
  }),
});

const explanation = z
  .array(z.object({ name: z.string(), value: z.number(), why: z.string() }))
  .readonly()
  .optional()
  .meta({ description: 'With explain, of personalized answers: parts that add up to the score.' });

const personalizeRoute = tenantRoute({
  method: 'POST',
  path: '/personalize',
  scope: 'personalize',
  summary: 'Products in the order in which they suit the shopper of X-User-ID',
  isSheddable: true,
  body,
  answer: z.object({
    requestId: z.string(),
    responseTimeMs: z.number(),
    products: z
      .array(
        z.looseObject({ id: z.string(), personalizedScore: z.number().meta({ description: '0 to 1.' }), explanation }),
      )
      .readonly(),
    personalized: z.boolean().meta({ description: 'False: by popularity, for the reason given.' }),
    reason: z.enum(fallbackReasons).optional(),
    model: z.string().nullable().meta({ description: 'modelId:version.' }),
    experiment: z.object({ experimentId: z.string(), variant: z.string() }).optional(),
  }),
  handle: async ({ services, tenant, request, requestId, body: asked }) => {
    const startMs = services.clock.monotonicMs();
    const userId = userIdOf(request);
    const { text, source } = await personalize(services, { ...asked, tenant, userId, requestId });
    const responseTimeMs = Math.round((services.clock.monotonicMs() - startMs) * 1_000) / 1_000;
    const own = JSON.stringify({ requestId, responseTimeMs }).slice(0, -1);
    return reply(`${own},${text.slice(1)}`, { contentType: 'application/json', headers: { 'x-cache': source } });
  },
});

export const personalizeRoutes: readonly Route[] = [personalizeRoute, ...shopperRoutes];
