import { defaultTenantSettings } from '@harper-edge/tenants';
import { z } from 'zod';
import { id } from '../routes/schemas.ts';

/** The settings of a tenant as requests give them: what is left out is its default. */

const defaults = defaultTenantSettings;

const model = (what: string) => id(what).nullable().default(null);
const share = (description: string) => z.number().min(0).lt(1).nullable().default(null).meta({ description });

const moderation = z
  .object({
    labels: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(100)
      .default([...defaults.moderation.labels])
      .meta({ description: 'Classes of moderationModel that are not fit to be shown.' }),
    threshold: z
      .number()
      .gt(0)
      .max(1)
      .default(defaults.moderation.threshold)
      .meta({ description: 'A review is refused when one of them has at least this probability.' }),
  })
  .default({ ...defaults.moderation, labels: [...defaults.moderation.labels] });

const personalizeExperiment = z
  .object({
    experimentId: id('experimentId'),
    models: z.record(z.string().min(1).max(128), id('modelId').nullable()).meta({
      description:
        'By variant: the model whose vectors rank, null for the order of popularity. A variant not named: embeddingModel.',
    }),
  })
  .nullable()
  .default(null)
  .meta({ description: 'The experiment that decides how personalize ranks.' });

const pricing = z
  .object({
    minMargin: share('Least share of the price that is not cost.'),
    maxChange: z.number().gt(0).max(1).nullable().default(null).meta({
      description: 'Largest relative change from the price now.',
    }),
    maxOverCompetitor: z.number().gt(-1).max(10).nullable().default(null).meta({
      description: "Largest share by which a price may be above a competitor's; negative: it has to be below.",
    }),
    endings: z
      .array(z.number().min(0).lt(1))
      .max(100)
      .default([])
      .meta({ example: [0.99, 0.49] }),
    extrapolate: z.boolean().default(false),
    acceptWeakEvidence: z.boolean().default(false),
  })
  .default({ ...defaults.pricing, endings: [] })
  .meta({ description: 'Constraints on every price that is recommended.' });

const most = (what: string) => z.int().min(1).max(1_000_000_000).nullable().default(null).meta({ description: what });

export const limits = z
  .object({
    perMinute: most('Requests at once and, refilled evenly, in each minute; null: as many as come.'),
    perDay: most('Requests from midnight to midnight, UTC; null: as many as come.'),
  })
  .default(defaults.limits);

const keptMs = (fallback: number) => z.int().min(0).max(86_400_000).default(fallback);

const upstream = z
  .object({
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .refine((text) => isBare(text), { error: 'expected an address without credentials, query and fragment' })
      .meta({ description: 'Where proxied paths are appended to.', example: 'https://shop.example.com/v1' }),
    timeoutMs: z.int().min(1).max(60_000).default(5_000),
    forwardHeaders: z
      .array(
        z
          .string()
          .regex(/^[A-Za-z0-9-]{1,64}$/)
          .transform((name) => name.toLowerCase()),
      )
      .max(50)
      .default(['accept', 'accept-language', 'content-type'])
      .meta({ description: 'Headers of the caller that are passed on.' }),
    allowPrivate: z.boolean().default(false).meta({ description: 'Whether it may be on a private network.' }),
    products: z
      .object({
        path: z
          .string()
          .max(500)
          .regex(/^(\/([^~/]|~[01])*)*$/)
          .meta({
            description: 'JSON Pointer of the list; "" where the reply is the list.',
            example: '/data/products',
          }),
        idField: z.string().min(1).max(128).default('id'),
        nameField: z.string().min(1).max(128).default('name'),
        descriptionField: z.string().min(1).max(128).default('description'),
      })
      .nullable()
      .default(null)
      .meta({ description: 'Where its replies have lists of products, which are ordered for the shopper.' }),
  })
  .nullable()
  .default(null);

function isBare(text: string): boolean {
  const { username, password, search, hash } = new URL(text);
  return [username, password, search, hash].every((part) => part === '');
}

export const tenantSettings = z.strictObject({
  name: z.string().trim().min(1).max(200),
  embeddingModel: model('The model that turns texts into vectors; null: recommendations follow popularity.'),
  imageModel: model('The model that says what is on a picture.'),
  moderationModel: model('The model that says whether a review is fit to be shown.'),
  moderation,
  personalizeExperiment,
  pricing,
  limits: limits.meta({ description: 'Of all callers of the tenant together.' }),
  maxProducts: z.int().min(1).max(1_000_000).default(defaults.maxProducts),
  cache: z
    .object({ hotMs: keptMs(defaults.cache.hotMs), warmMs: keptMs(defaults.cache.warmMs) })
    .default(defaults.cache)
    .meta({ description: 'How long answers are kept in memory and in a table, milliseconds; 0: not at all.' }),
  upstream,
});
