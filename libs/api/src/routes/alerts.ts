import { z } from 'zod';
import { given } from '../http/given.ts';
import { route, type Route } from '../http/route.ts';
import { sayer } from '../use-cases/change-author.ts';
import { alertChannelRoutes } from './alert-channels.ts';
import { alertRuleRoutes } from './alert-rules.ts';
import { alertAnswer, deleted, severity, silenceAnswer, silenceBody } from './alert-schemas.ts';
import { cursor, id, limit } from './schemas.ts';

const tag = 'monitoring';
const params = z.object({ id: id('id') });
const errors = ['NOT_FOUND'] as const;
const nextCursor = z.string().optional();

const alertsRoute = route({
  method: 'GET',
  path: '/monitoring/alerts',
  summary: 'Alerts, newest first',
  tag,
  query: z.object({
    modelName: id('modelName').optional(),
    severity: severity.optional(),
    state: z.enum(['pending', 'firing', 'resolved']).optional(),
    limit,
    cursor,
  }),
  answer: z.object({ alerts: z.array(alertAnswer).readonly(), nextCursor }),
  handle: async ({ services: { monitoring }, query }) => {
    const { rows, ...page } = await monitoring.alerts.list(query);
    return { alerts: rows, ...page };
  },
});

const acknowledgeRoute = route({
  method: 'POST',
  path: '/monitoring/alerts/:id/acknowledge',
  summary: 'Say that somebody looks after an alert; the last one to say so counts',
  tag,
  params,
  body: z.strictObject({
    by: z.string().min(1).max(200).optional().meta({ description: 'Who; where the host knows, that counts.' }),
    note: z.string().max(2_000).optional(),
  }),
  answer: alertAnswer,
  errors,
  handle: ({ services: { monitoring }, caller, params: named, body: { by, note = null } }) =>
    monitoring.alerts.acknowledge(named.id, { by: sayer(caller, by), note }),
});

const silencesRoute = route({
  method: 'GET',
  path: '/monitoring/silences',
  summary: 'Times in which alerts are kept, but not sent',
  tag,
  answer: z.object({ silences: z.array(silenceAnswer).readonly() }),
  handle: async ({ services: { monitoring } }) => ({ silences: await monitoring.alerts.silences.list() }),
});

const silenceRoute = route({
  method: 'GET',
  path: '/monitoring/silences/:id',
  summary: 'A time in which alerts are kept, but not sent',
  tag,
  params,
  answer: silenceAnswer,
  errors,
  handle: ({ services: { monitoring }, params: named }) => monitoring.alerts.silences.get(named.id),
});

const putSilenceRoute = route({
  method: 'PUT',
  path: '/monitoring/silences/:id',
  summary: 'Write a silence; what still fires at its end is sent then',
  tag,
  params,
  body: silenceBody,
  answer: silenceAnswer,
  handle: ({ services: { monitoring, clock }, caller, params: named, body: { from = clock.nowMs(), by, ...body } }) => {
    const matched = { ruleId: null, modelName: null, severity: null, ...given(body) };
    return monitoring.alerts.silences.put({ ...matched, id: named.id, from, by: sayer(caller, by) });
  },
});

const deleteSilenceRoute = route({
  method: 'DELETE',
  path: '/monitoring/silences/:id',
  summary: 'End a silence',
  tag,
  params,
  answer: deleted,
  errors,
  handle: async ({ services: { monitoring }, params: named }) => {
    await monitoring.alerts.silences.delete(named.id);
    return { id: named.id, deleted: true as const };
  },
});

export const alertRoutes: readonly Route[] = [
  ...alertRuleRoutes,
  alertsRoute,
  acknowledgeRoute,
  ...alertChannelRoutes,
  silencesRoute,
  silenceRoute,
  putSilenceRoute,
  deleteSilenceRoute,
];
