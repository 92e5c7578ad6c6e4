import { EdgeError } from '@harper-edge/contracts';
import { driftKinds, parseDuration, type ResultFilter } from '@harper-edge/monitoring';
import { z } from 'zod';
import type { TimeWindow } from '../drift/window-events.ts';
import { given } from '../http/given.ts';
import { route, type Route } from '../http/route.ts';
import type { Services } from '../services.ts';
import { checkDrift } from '../use-cases/check-drift.ts';
import { checkQuality } from '../use-cases/check-quality.ts';
import { fitBaseline } from '../use-cases/fit-baseline.ts';
import { dataQualityMetrics, driftMetrics, noVerdict } from './drift-schemas.ts';
import { bodyTime, cursor, id, limit, time } from './schemas.ts';

const params = z.object({ modelName: id('modelName') });

const resultsQuery = z.object({
  from: time.optional().meta({ description: 'When it was checked, or later.' }),
  to: time.optional().meta({ description: 'Before then.' }),
  version: id('version').optional(),
  limit,
  cursor,
});

const driftResultsRoute = route({
  method: 'GET',
  path: '/monitoring/drift/:modelName',
  summary: 'What drift checks of a model found, newest first',
  tag: 'monitoring',
  params,
  query: resultsQuery,
  answer: z.object({
    modelName: z.string(),
    checks: z.array(driftMetrics).readonly(),
    nextCursor: z.string().optional(),
  }),
  errors: ['NOT_FOUND'],
  handle: async ({ services, params: { modelName }, query }) => {
    const { rows, nextCursor } = await services.monitoring.checks.drift.page(modelName, filterOf(query));
    if (rows.length === 0) await services.registry.resolve(modelName);
    return { modelName, checks: rows, ...given({ nextCursor }) };
  },
});

const qualityResultsRoute = route({
  method: 'GET',
  path: '/monitoring/quality/:modelName',
  summary: "What checks of the quality of a model's inputs found, newest first",
  tag: 'monitoring',
  params,
  query: resultsQuery,
  answer: z.object({
    modelName: z.string(),
    checks: z.array(dataQualityMetrics).readonly(),
    nextCursor: z.string().optional(),
  }),
  errors: ['NOT_FOUND'],
  handle: async ({ services, params: { modelName }, query }) => {
    const { rows, nextCursor } = await services.monitoring.checks.quality.page(modelName, filterOf(query));
    if (rows.length === 0) await services.registry.resolve(modelName);
    return { modelName, checks: rows, ...given({ nextCursor }) };
  },
});

const filterOf = (query: z.infer<typeof resultsQuery>): ResultFilter => query;

const checkedWindow = {
  version: id('version').optional().meta({ description: 'Default: the version that answers.' }),
  window: z.string().optional().meta({ description: 'A duration up to now, as 30m or 6h; default as configured.' }),
  from: bodyTime.optional().meta({ description: 'Instead of `window`.' }),
  to: bodyTime.optional().meta({ description: 'Default now.' }),
};

const driftCheckRoute = route({
  method: 'POST',
  path: '/monitoring/drift/:modelName/check',
  summary: 'Compare the events of a window with the baseline, now',
  tag: 'monitoring',
  params,
  body: z.strictObject({
    ...checkedWindow,
    kinds: z.array(z.enum(driftKinds)).min(1).optional().meta({ description: 'Default all.' }),
  }),
  answer: driftMetrics,
  errors: ['NOT_FOUND'],
  handle: async ({ services, params: { modelName }, body: { version, kinds, ...asked } }) => {
    const model = await services.registry.resolve(modelName, version);
    const { drift } = await services.monitoring.config(modelName);
    const window = windowOf(services, asked, drift?.window);
    return checkDrift(services, model, { ...window, kinds: kinds && [...new Set(kinds)], trigger: 'request' });
  },
});

const qualityCheckRoute = route({
  method: 'POST',
  path: '/monitoring/quality/:modelName/check',
  summary: 'Look at the quality of the inputs of a window, now',
  tag: 'monitoring',
  params,
  body: z.strictObject(checkedWindow),
  answer: dataQualityMetrics,
  errors: ['NOT_FOUND'],
  handle: async ({ services, params: { modelName }, body: { version, ...asked } }) => {
    const model = await services.registry.resolve(modelName, version);
    const { quality } = await services.monitoring.config(modelName);
    return checkQuality(services, model, { ...windowOf(services, asked, quality?.window), trigger: 'request' });
  },
});

const baselineRoute = route({
  method: 'POST',
  path: '/monitoring/drift/:modelName/baseline',
  summary: 'Make the events of a window what a version is compared with',
  tag: 'monitoring',
  params,
  body: z.strictObject({ version: checkedWindow.version, from: bodyTime, to: bodyTime }),
  answer: z.union([
    z.object({
      ok: z.literal(true),
      modelName: z.string(),
      version: z.string(),
      from: z.number(),
      to: z.number(),
      fittedAt: z.number(),
      rows: z.number(),
      labelled: z.number().meta({ description: 'Predictions with feedback.' }),
    }),
    noVerdict,
  ]),
  errors: ['NOT_FOUND'],
  handle: async ({ services, params: { modelName }, body: { version, ...asked } }) => {
    const model = await services.registry.resolve(modelName, version);
    const fitted = await fitBaseline(services, model, windowOf(services, asked, undefined));
    if (!fitted.ok) return fitted;
    const { from, to, fittedAt, rows, labelled } = fitted.baseline;
    return { ok: true as const, modelName, version: model.version, from, to, fittedAt, rows, labelled };
  },
});

const defaultWindow = '1d';

interface AskedWindow {
  readonly window?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

function windowOf(
  { clock }: Services,
  { window, from, to = clock.nowMs() }: AskedWindow,
  configured = defaultWindow,
): TimeWindow {
  if (window !== undefined && from !== undefined)
    throw new EdgeError('INVALID_INPUT', 'window: expected window or from, received both');
  const begins = from ?? to - parseDuration(window ?? configured, 'window');
  if (begins < to) return { from: begins, to };
  throw new EdgeError('INVALID_INPUT', `from: expected a time before to, received ${begins} and ${to}`);
}

const jobsRoute = route({
  method: 'GET',
  path: '/monitoring/jobs',
  summary: 'The jobs of all hosts on these tables, and how each went last',
  tag: 'monitoring',
  answer: z.object({
    jobs: z
      .array(
        z.object({
          name: z.string(),
          everyMs: z.number(),
          isRunning: z.boolean(),
          lastRunAt: z.number().nullable(),
          lastResult: z
            .unknown()
            .meta({ description: '{ ok, startedAt, endedAt, value or error }; null before the first run.' }),
        }),
      )
      .readonly(),
  }),
  handle: async ({ services: { scheduler, clock } }) => {
    const rows = (await scheduler?.list()) ?? [];
    return {
      jobs: rows.map(({ id: name, everyMs, leaseUntil, lastRunAt, lastResult }) => ({
        name,
        everyMs,
        isRunning: leaseUntil !== null && leaseUntil > clock.nowMs(),
        lastRunAt,
        lastResult,
      })),
    };
  },
});

export const driftRoutes: readonly Route[] = [
  driftResultsRoute,
  driftCheckRoute,
  baselineRoute,
  qualityResultsRoute,
  qualityCheckRoute,
  jobsRoute,
];
