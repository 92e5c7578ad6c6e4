import { EdgeError } from '@harper-edge/contracts';
import { z } from 'zod';
import { jsonReply, reply } from '../../http/reply.ts';
import type { Route } from '../../http/route.ts';
import { moderate } from '../../shop/pictures-and-reviews/moderate.ts';
import { pictureBody, readPicture } from '../../shop/pictures-and-reviews/read-picture.ts';
import { recognize } from '../../shop/pictures-and-reviews/recognize.ts';
import { tenantRoute, userIdOf } from '../../shop/tenant-route.ts';
import type { ApiRequest } from '../../http/exchange.ts';

const probability = z.number().meta({ description: '0 to 1.' });
const labels = z.array(z.object({ label: z.string(), probability })).readonly();
const most = (fallback: number, max: number) => z.coerce.number().int().min(1).max(max).default(fallback);
const failures = ['NOT_FOUND', 'MODEL_FAILED', 'NOT_INSTALLED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'] as const;

const match = {
  score: z.number().meta({ description: '0 to 1: the probability of the label times how well its words fit.' }),
  label: z.string().meta({ description: 'By which it was found.' }),
};

const recognizeRoute = tenantRoute({
  method: 'POST',
  path: '/recognize',
  scope: 'personalize',
  summary:
    'What is on a picture, and what of the catalogue that is; also as image/jpeg, image/png, image/webp or a form',
  isSheddable: true,
  query: z.object({ labels: most(5, 100), categories: most(5, 100), products: most(10, 100) }),
  rawBody: { contentType: 'application/json', schema: pictureBody },
  answer: z.object({
    model: z.string(),
    labels,
    categories: z.array(z.object({ category: z.string(), ...match })).readonly(),
    products: z.array(z.object({ productId: z.string(), name: z.string(), category: z.string(), ...match })).readonly(),
    matchedBy: z.enum(['embedding', 'words']),
  }),
  errors: [...failures, 'TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
  handle: async ({ services, tenant, request, requestId, query }) => {
    const picture = await readPicture(request, services.limits.maxBodyBytes);
    const asked = { picture, limits: query, userId: shopperOf(request), requestId };
    const { text, source } = await recognize(services, tenant, asked);
    return reply(text, { contentType: 'application/json', headers: { 'x-cache': source } });
  },
});

const review = z.string().max(10_000).regex(/\S/, 'expected a text, received spaces at most');

const judgement = {
  allowed: z.boolean(),
  label: z.string().meta({ description: 'The class that decided.' }),
  confidence: probability,
  unfit: z.object({ label: z.string(), probability }).meta({ description: 'The likeliest class that is not fit.' }),
};

const moderateRoute = tenantRoute({
  method: 'POST',
  path: '/moderate',
  scope: 'personalize',
  summary:
    'Whether reviews are fit to be shown; of several the answer is that of the least fit, with one result for each',
  isSheddable: true,
  body: z.object({
    text: review.optional(),
    texts: z.array(review).min(1).max(100).optional(),
  }),
  answer: z.object({
    ...judgement,
    threshold: probability,
    model: z.string(),
    results: z.array(z.object({ ...judgement, labels })).readonly(),
  }),
  errors: failures,
  handle: async ({ services, tenant, request, requestId, body: { text, texts } }) => {
    const given = text === undefined ? texts : [text];
    if (given === undefined || (text !== undefined && texts !== undefined)) {
      throw new EdgeError('INVALID_INPUT', 'body: expected text or texts');
    }
    const asked = { texts: given, userId: shopperOf(request), requestId };
    const { model, threshold, judgements } = await moderate(services, tenant, asked);
    const worst = judgements.reduce((a, b) => (b.unfit.probability > a.unfit.probability ? b : a));
    const { allowed, label, confidence, unfit } = worst;
    return jsonReply({ allowed, label, confidence, unfit, threshold, model, results: judgements });
  },
});

/** Whoever posts it, where the shop says so. */
const shopperOf = (request: ApiRequest): string | undefined =>
  request.headers.get('x-user-id') === null ? undefined : userIdOf(request);

export const pictureAndReviewRoutes: readonly Route[] = [recognizeRoute, moderateRoute];
