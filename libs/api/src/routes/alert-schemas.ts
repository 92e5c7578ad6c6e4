import {
  alertMetricNames,
  alertOperators,
  alertSeverities,
  channelOf,
  deliveryStates,
  noDataMeanings,
  writeRuleExpression,
  type AlertChannel,
  type AlertRule,
} from '@harper-edge/monitoring';
import { z } from 'zod';
import { bodyTime, id, json } from './schemas.ts';

/** What the routes of alerts take and answer. */

export const severity = z.enum(alertSeverities);
const milliseconds = z.number().meta({ description: 'Milliseconds since 1970.' });
const modelName = id('The model; null: every model by itself.').nullable();

const ruleMembers = {
  modelName,
  metric: z.enum(alertMetricNames),
  operator: z.enum(alertOperators),
  threshold: z.number(),
  clearThreshold: z
    .number()
    .meta({ description: 'What fires goes on until this is not crossed either. Default threshold.' }),
  window: z
    .string()
    .meta({ description: 'Duration the metric is taken over; default 5m, of checks 1d.', example: '5m' }),
  for: z
    .string()
    .nullable()
    .meta({ description: 'Duration it has to hold at every look before it fires.', example: '5m' }),
  minimumSamples: z.number().meta({ description: 'With fewer there is no data. Default 20, of counts and checks 0.' }),
  severity: severity.meta({ description: 'Default warning.' }),
  noData: z.enum(noDataMeanings).meta({ description: 'No data means: ok (default), keep things as they are, alert.' }),
  enabled: z.boolean(),
  channels: z
    .array(id('A channel'))
    .readonly()
    .nullable()
    .meta({ description: 'null, the default: all that are enabled.' }),
};

export const ruleBody = z
  .strictObject({
    ...ruleMembers,
    expression: z.string().meta({
      description: '`metric operator number [over window] [for duration]`, instead of those members.',
      example: 'p95Latency > 500 for 5m',
    }),
  })
  .partial();

export const ruleAnswer = z.object({ id: z.string(), expression: z.string(), ...ruleMembers, updatedAt: milliseconds });

export const shownRule = (rule: AlertRule) => ({ ...rule, expression: writeRuleExpression(rule) });

export const alertAnswer = z.object({
  id: z.string(),
  ruleId: z.string(),
  modelName: z.string().nullable(),
  severity,
  expression: z.string(),
  state: z.enum(['pending', 'firing', 'resolved']),
  since: milliseconds,
  firedAt: milliseconds.nullable(),
  resolvedAt: milliseconds.nullable(),
  resolvedBecause: z.enum(['cleared', 'ruleChanged']).nullable(),
  value: z.number().nullable(),
  evidence: json,
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: milliseconds.nullable(),
  note: z.string().nullable(),
  silencedBy: z.string().nullable(),
  updatedAt: milliseconds,
});

const url = z.string().max(2_048);
const enabled = z.boolean().optional().meta({ description: 'Default true.' });
const secret = z
  .string()
  .max(512)
  .optional()
  .meta({ description: 'What requests are signed with; never shown. Default the one it had.' });

export const channelBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('log'), enabled, settings: z.strictObject({}).optional() }),
  z.strictObject({ kind: z.literal('webhook'), enabled, settings: z.strictObject({ url: url.optional(), secret }) }),
  z.strictObject({ kind: z.literal('slack'), enabled, settings: z.strictObject({ url: url.optional() }) }),
  z.strictObject({
    kind: z.literal('email'),
    enabled,
    settings: z.strictObject({ to: z.array(z.string()).optional(), from: z.string().optional() }),
  }),
]);

export const channelAnswer = z.object({
  id: z.string(),
  kind: z.enum(['log', 'webhook', 'slack', 'email']),
  enabled: z.boolean(),
  settings: z.record(z.string(), json).readonly().meta({ description: 'Without secrets: of addresses their origin.' }),
  updatedAt: milliseconds,
});

export const shownChannel = ({ settings, kind, ...channel }: AlertChannel): z.infer<typeof channelAnswer> => ({
  ...channel,
  kind,
  settings: channelOf(kind).shown(settings),
});

export const deleted = z.object({ id: z.string(), deleted: z.literal(true) });

export const deliveryState = z.enum(deliveryStates);

export const deliveryAnswer = z.object({
  id: z.string(),
  alertId: z.string(),
  channelId: z.string(),
  event: z.string().meta({ description: 'alert.firing or alert.resolved.' }),
  state: deliveryState,
  attempts: z.number(),
  dueAt: milliseconds.nullable().meta({ description: 'Of the next attempt.' }),
  error: z.string().nullable().meta({ description: 'Of the last attempt that failed.' }),
  createdAt: milliseconds,
  endedAt: milliseconds.nullable(),
});

const silenceMembers = {
  ruleId: id('A rule; null: every one.').nullable(),
  modelName,
  severity: severity.nullable(),
};

export const silenceBody = z.strictObject({
  ruleId: silenceMembers.ruleId.optional(),
  modelName: modelName.optional(),
  severity: silenceMembers.severity.optional(),
  from: bodyTime.optional().meta({ description: 'Default now.' }),
  to: bodyTime,
  by: z.string().min(1).max(200).optional().meta({ description: 'Who; where the host knows, that counts.' }),
  reason: z.string().min(1).max(1_000),
});

export const silenceAnswer = z.object({
  id: z.string(),
  ...silenceMembers,
  from: milliseconds,
  to: milliseconds,
  by: z.string(),
  reason: z.string(),
});
