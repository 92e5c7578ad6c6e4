import { z } from 'zod';

/** Answers of the routes of drift and data quality, for the OpenAPI document. */

const severity = z
  .enum(['none', 'possible', 'drift'])
  .meta({ description: 'drift: significant and large enough to matter; possible: one of the two.' });

export const noVerdict = z
  .object({
    ok: z.literal(false),
    reason: z.enum(['insufficientData', 'noBaseline', 'noColumns']),
    needed: z.number().optional(),
    received: z.number().optional(),
    detail: z.string(),
  })
  .readonly();

const test = z.object({
  severity,
  statistic: z.number(),
  pValue: z.number(),
  adjustedPValue: z.number().meta({ description: 'Over all columns of the check.' }),
  log10P: z.number(),
  effect: z
    .object({
      name: z.string(),
      value: z.number(),
      threshold: z.number().meta({ description: 'From where on it matters.' }),
      lower: z.number().optional(),
      upper: z.number().optional(),
    })
    .readonly(),
  method: z.string(),
  n: z.number().meta({ description: 'Values of the baseline.' }),
  m: z.number().meta({ description: 'Values of the window.' }),
});

const counts = { reference: z.array(z.number()).readonly(), current: z.array(z.number()).readonly() };
const snapshot = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('numeric'),
    edges: z.array(z.number()).readonly(),
    ...counts,
    referenceMean: z.number().nullable(),
    currentMean: z.number().nullable(),
  }),
  z.object({ kind: z.literal('categorical'), categories: z.array(z.string()).readonly(), ...counts }),
]);

const column = z
  .object({
    column: z.string(),
    severity,
    test: z.string(),
    reason: z.string(),
    result: z.union([test.readonly(), z.object({ ok: z.literal(false), reason: z.string() }).readonly()]),
    missing: test.extend({ referenceShare: z.number(), currentShare: z.number() }).readonly().optional(),
    newCategories: z.record(z.string(), z.number()).readonly().optional(),
    snapshot: snapshot.readonly(),
  })
  .readonly();

const verdict = {
  ok: z.literal(true),
  severity,
  driftScore: z
    .number()
    .meta({ description: '0 without drift; else x / (1 + x) of the largest effect in thresholds.' }),
};

const columns = z.union([
  z
    .object({
      ...verdict,
      referenceRows: z.number(),
      currentRows: z.number(),
      testedColumns: z.number(),
      driftedColumns: z.number(),
      columns: z.array(column).readonly(),
      columnsLeftOut: z.number(),
    })
    .readonly(),
  noVerdict,
]);

const concept = z.union([
  z
    .object({ ...verdict, test: test.readonly(), referenceAccuracy: z.number(), currentAccuracy: z.number() })
    .readonly(),
  noVerdict,
]);

const checked = {
  id: z.string(),
  modelId: z.string(),
  modelVersion: z.string(),
  checkedAt: z.number(),
  from: z.number(),
  to: z.number(),
  trigger: z.enum(['schedule', 'request']),
  events: z.number(),
  samplingRate: z.number(),
  severity,
};

export const driftMetrics = z
  .object({
    ...checked,
    baseline: z
      .object({
        source: z.enum(['metadata', 'window']),
        from: z.number().optional(),
        to: z.number().optional(),
        fittedAt: z.number().optional(),
      })
      .readonly()
      .nullable(),
    kinds: z
      .object({ input: columns.optional(), prediction: columns.optional(), concept: concept.optional() })
      .readonly(),
  })
  .readonly()
  .meta({ id: 'DriftMetrics' });

const quality = z
  .object({
    ok: z.literal(true),
    severity,
    rows: z.number(),
    violatedShare: z.number().meta({ description: 'The largest share of rows that one violated rule concerns.' }),
    duplicateRows: z.number(),
    violations: z
      .array(
        z
          .object({
            kind: z.string(),
            columns: z.array(z.string()).readonly(),
            count: z.number(),
            share: z.number(),
            severity,
            detail: z.string().optional(),
          })
          .readonly(),
      )
      .readonly(),
    violationsLeftOut: z.number(),
    columns: z
      .array(
        z
          .object({
            column: z.string(),
            missingShare: z.number(),
            distinct: z.number(),
            numbers: z
              .object({
                minimum: z.number(),
                maximum: z.number(),
                mean: z.number(),
                standardDeviation: z.number(),
                median: z.number(),
              })
              .readonly()
              .nullable(),
            top: z.object({ value: z.string(), share: z.number() }).readonly().nullable(),
          })
          .readonly(),
      )
      .readonly(),
    columnsLeftOut: z.number(),
  })
  .readonly();

export const dataQualityMetrics = z
  .object({ ...checked, compared: z.boolean(), result: z.union([quality, noVerdict]) })
  .readonly()
  .meta({ id: 'DataQualityMetrics' });
