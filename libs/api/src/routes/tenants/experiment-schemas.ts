import { z } from 'zod';
import { id, time } from '../schemas.ts';

/** Building blocks of the routes of experiments. */

export const experimentId = z.object({ id: id('Id of the experiment.') });

export const userId = z
  .string()
  .regex(/^[A-Za-z0-9._:@+-]{1,128}$/, 'expected 1 to 128 letters, digits and . _ : @ + -')
  .meta({ description: 'Id of the shopper, as in X-User-ID.' });

const variantId = z.string().min(1).max(128);
const moment = z.union([z.number().int().min(0), time]).meta({
  description: 'Milliseconds since 1970, or an ISO 8601 date. Default: now.',
});
const share = z.number().min(0).max(1);
const hashVersion = z.union([z.literal(1), z.literal(2), z.literal(3)]);
const range = z
  .array(share)
  .length(2)
  .transform(([from = 0, to = 0]): [number, number] => [from, to])
  .meta({ description: 'From and to, without it.' });
const name = z.string().min(1).max(128);

const metric = z.strictObject({
  id: name,
  kind: z.enum(['conversion', 'count', 'total']).meta({
    description: 'Whether the event happened, how often, or the sum of its values.',
  }),
  event: name.optional().meta({ description: 'The type of event. Default: the id.' }),
  goal: z.enum(['increase', 'decrease']).optional(),
  role: z.enum(['primary', 'secondary', 'guardrail']).optional().meta({
    description: 'Primary metrics decide; a guardrail must not become worse than by its margin. Default: secondary.',
  }),
  margin: z.number().optional().meta({ description: 'Of a guardrail, relative, in [0, 1). Default 0.05.' }),
});

/** What an experiment is made of; what is checked beyond the form of it is checked by the experiments themselves. */
export const experimentOptions = z.strictObject({
  variants: z
    .array(z.strictObject({ id: variantId, weight: z.number().min(0).optional() }))
    .max(100)
    .meta({ description: 'At least two, the baseline first; weights sum to 1 or 100, or are left out: equal shares.' }),
  metrics: z.array(metric).max(50).optional().meta({
    description: 'Default: `conversion`, which decides, and `revenue`, the values of conversions.',
  }),
  alpha: z.number().optional().meta({ description: 'Chance of naming a winner where there is none. Default 0.05.' }),
  analysis: z.enum(['sequential', 'fixedHorizon']).optional().meta({
    description:
      '`sequential`, the default, holds however often one looks; `fixedHorizon` for one look at plannedUnits.',
  }),
  plannedUnits: z.number().optional(),
  smallestLift: z.number().optional(),
  minimumUnits: z.number().optional(),
  windowMs: z.number().optional(),
  seed: name.optional(),
  hashVersion: hashVersion.optional(),
  unitAttribute: name.optional(),
  fallbackAttribute: name.optional(),
  active: z.boolean().optional().meta({ description: 'false stops it: everybody sees the baseline.' }),
  coverage: share.optional().meta({ description: 'Share of the users who take part. Default 1.' }),
  ranges: z.array(range).max(100).optional(),
  condition: z.record(z.string(), z.unknown()).optional().meta({
    description: 'Whom it is for, by their attributes, such as {"country": {"$in": ["US", "CA"]}}.',
  }),
  holdout: z.strictObject({ namespace: name, rate: share }).optional(),
  namespace: z.strictObject({ id: name, range, hashVersion: hashVersion.optional() }).optional(),
  filters: z
    .array(
      z.strictObject({
        seed: name,
        ranges: z.array(range).max(100),
        attribute: name.optional(),
        hashVersion: hashVersion.optional(),
      }),
    )
    .max(20)
    .optional(),
  force: variantId.optional().meta({ description: 'The variant for everyone who would take part.' }),
  version: z.number().int().min(0).optional(),
  minVersion: z.number().int().min(0).optional(),
});

export const event = z.strictObject({
  userId,
  type: name.meta({ description: '`recommendation_shown`, `click`, `conversion` or one of your own.' }),
  value: z.number().min(-1e90).max(1e90).optional().meta({ description: 'Revenue, for a conversion. Default 0.' }),
  id: name.optional().meta({ description: 'An event with an id counts once, however often it is sent.' }),
  timestamp: moment.optional(),
});

export const exposure = z.strictObject({ userId, variant: variantId, timestamp: moment.optional() });

/** One, or many at once. */
export const oneOrMany = <Item extends z.ZodType>(item: Item) =>
  z.union([item, z.array(item).min(1).max(10_000)], {
    error: ({ input, errors }) => {
      const issues = (errors as readonly z.core.$ZodIssue[][])[Array.isArray(input) ? 1 : 0] ?? [];
      return issues
        .map(({ path, message }) => `${path.map(String).join('.')}: ${message}`)
        .slice(0, 5)
        .join('; ');
    },
  });

export const assignment = z.object({
  variant: z.string(),
  inExperiment: z.boolean().meta({ description: 'false: the user sees the baseline, and is not counted.' }),
  reason: z.string(),
});

export const plan = z
  .looseObject({
    id: z.string(),
    variants: z.array(z.object({ id: z.string(), weight: z.number().optional() })).readonly(),
  })
  .meta({ description: 'The experiment with every default filled in.' });

export const experiment = z
  .object({
    experimentId: z.string(),
    createdAt: z.number().meta({ description: 'Milliseconds since 1970.' }),
    updatedAt: z.number(),
    plan,
  })
  .readonly();

const interval = z.object({ estimate: z.number(), lower: z.number().nullable(), upper: z.number().nullable() });

export const results = z.object({
  experimentId: z.string(),
  status: z.enum(['collecting', 'no_difference', 'significant_winner', 'sample_ratio_mismatch', 'guardrail_violation']),
  winner: z.string().nullable().meta({ description: 'The variant to use; null unless there is a significant winner.' }),
  recommendation: z.string().meta({ description: 'What to do, in words.' }),
  conversion_lift: z.number().nullable().meta({ description: 'Relative change of the deciding metric.' }),
  lift: interval.nullable(),
  pValue: z.number(),
  confidence: z
    .number()
    .meta({ description: '1 - pValue: how clear the difference is, not the chance of being right.' }),
  chanceToWin: z.number().nullable().meta({ description: 'The probability that the variant is better, Bayesian.' }),
  isSignificant: z.boolean(),
  isAlwaysValid: z.boolean().meta({ description: 'Whether looking early and often is safe.' }),
  units: z.number(),
  variants: z
    .array(
      z.object({
        id: z.string(),
        isBaseline: z.boolean(),
        units: z.number(),
        metrics: z.record(z.string(), z.number()).readonly().meta({ description: 'Mean per user, by metric.' }),
        comparisons: z.record(z.string(), z.unknown()).readonly().meta({
          description: 'Against the baseline, by metric: effect, lift with interval, pValue, chanceToWin, guardrail.',
        }),
      }),
    )
    .readonly(),
  sampleRatioMismatch: z.boolean(),
  sampleRatio: z.object({
    pValue: z.number(),
    counts: z.array(z.number()).readonly(),
    planned: z.array(z.number()).readonly(),
  }),
  exposures: z.object({ crossedUnits: z.number(), crossedRate: z.number(), alarm: z.boolean() }),
  refusedEvents: z.record(z.string(), z.number()).readonly().meta({
    description: 'Events that did not count, by why; approximate after a crash.',
  }),
});
