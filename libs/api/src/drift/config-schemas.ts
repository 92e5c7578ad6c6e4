import { driftTests, effectThresholds } from '@harper-edge/drift';
import { z } from 'zod';

/** How a model is checked, as `PUT /monitoring/config/:modelName` takes it. */

const duration = (description: string) => z.string().meta({ description, example: '6h' });

const checks = {
  enabled: z.boolean().meta({ description: 'Whether it is checked on schedule. Default true.' }),
  every: duration('Between two checks; default 1h.'),
  window: duration('Of the events a check looks at; default 1d.'),
  minimumSamples: z.number().meta({ description: 'Rows that a verdict needs; default 100.' }),
  alpha: z.number().meta({ description: 'Level of the adjusted p-values; default 0.001.' }),
};

const oneOf = (names: readonly string[]) =>
  z.string().refine((name) => names.includes(name), { error: `expected one of ${names.join(', ')}` });
const effects: readonly string[] = [...Object.keys(effectThresholds), 'accuracyDrop'];
const test = oneOf(Object.keys(driftTests));

export const driftSettings = {
  ...checks,
  columns: z.array(z.string()).readonly().nullable().meta({ description: 'Columns to look at; null: all.' }),
  thresholds: z
    .record(z.string(), z.number())
    .refine((sizes) => Object.keys(sizes).every((name) => effects.includes(name)), {
      error: `expected names of effects, which are ${effects.join(', ')}`,
    })
    .readonly()
    .meta({ description: 'From which size an effect matters, by its name.' }),
  tests: z
    .record(z.string(), test)
    .readonly()
    .meta({ description: 'Tests by column, where the choice is not to be automatic.' }),
};

const rule = z
  .strictObject({
    required: z.boolean(),
    minimum: z.number(),
    maximum: z.number(),
    values: z.array(z.string()).max(1_000).readonly(),
    pattern: z.string().max(1_000),
    minimumLength: z.number(),
    maximumLength: z.number(),
  })
  .partial()
  .readonly();

export const qualitySettings = {
  ...checks,
  rules: z.record(z.string(), rule).readonly().meta({ description: 'What the values of a column have to be.' }),
};
