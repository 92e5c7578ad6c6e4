import { retrainingCauses, retrainingStatuses } from '@harper-edge/monitoring';
import { z } from 'zod';
import { route, type Route } from '../http/route.ts';
import { sayer } from '../use-cases/change-author.ts';
import { servingModel } from '../use-cases/propose-retraining.ts';
import { cursor, id, json, limit } from './schemas.ts';

const tag = 'monitoring';
const status = z.enum(retrainingStatuses);
const by = z.string().min(1).max(200).optional().meta({ description: 'Who; where the host knows, that counts.' });
const milliseconds = z.number().meta({ description: 'Milliseconds since 1970.' });

const requestAnswer = z.object({
  id: z.string(),
  modelName: z.string(),
  modelVersion: z.string().meta({ description: 'The version that answered.' }),
  cause: z.enum(retrainingCauses),
  status,
  evidence: json.meta({ description: 'What the cause was seen by.' }),
  requestedBy: z.string().nullable().meta({ description: 'null: monitoring.' }),
  note: z.string().nullable(),
  createdAt: milliseconds,
  decidedBy: z.string().nullable(),
  decidedAt: milliseconds.nullable(),
  decisionReason: z.string().nullable(),
});

const listRoute = route({
  method: 'GET',
  path: '/monitoring/retraining-requests',
  summary: 'Requests to train models again, newest first; approved ones are what a worker takes',
  tag,
  query: z.object({ modelName: id('modelName').optional(), status: status.optional(), limit, cursor }),
  answer: z.object({ requests: z.array(requestAnswer).readonly(), nextCursor: z.string().optional() }),
  handle: async ({ services: { monitoring }, query }) => {
    const { rows, ...page } = await monitoring.retraining.list(query);
    return { requests: rows, ...page };
  },
});

const requestRoute = route({
  method: 'POST',
  path: '/monitoring/retraining-requests',
  summary: 'Ask that a model is trained again',
  tag,
  body: z.strictObject({ modelName: id('modelName'), by, note: z.string().min(1).max(2_000) }),
  answer: requestAnswer,
  answerStatus: 201,
  errors: ['NOT_FOUND', 'CONFLICT'],
  handle: async ({ services, caller, body: { modelName, note, by: stated } }) =>
    services.monitoring.retraining.request(await servingModel(services, modelName), {
      by: sayer(caller, stated),
      note,
    }),
});

const decisionRoute = (name: 'approve' | 'reject', summary: string): Route =>
  route({
    method: 'POST',
    path: `/monitoring/retraining-requests/:id/${name}`,
    summary,
    tag,
    params: z.object({ id: z.string().min(1).max(300) }),
    body: z.strictObject({ by, reason: z.string().min(1).max(2_000) }),
    answer: requestAnswer,
    errors: ['NOT_FOUND', 'CONFLICT'],
    handle: ({ services: { monitoring }, caller, params, body: { by: stated, reason } }) =>
      monitoring.retraining.decide(params.id, {
        status: name === 'approve' ? 'approved' : 'rejected',
        by: sayer(caller, stated),
        reason,
      }),
  });

export const retrainingRoutes: readonly Route[] = [
  listRoute,
  requestRoute,
  decisionRoute('approve', 'Approve a request, with who and why'),
  decisionRoute('reject', 'Reject a request, with who and why'),
];
