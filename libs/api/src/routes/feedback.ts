import { z } from 'zod';
import { route } from '../http/route.ts';
import { id, inferenceEvent, json, outcome } from './schemas.ts';

const observedAt = z
  .number()
  .int()
  .min(0)
  .optional()
  .meta({ description: 'When it was observed, milliseconds since 1970; default now. The latest counts.' });

const feedback = z.object({
  inferenceId: id('inferenceId'),
  outcome: json.meta({ description: 'What really happened, for example {"class": 1}.' }),
  correct: z.boolean().optional(),
  feedbackTimestamp: observedAt,
});

export const feedbackRoute = route({
  method: 'POST',
  path: '/feedback',
  summary: 'Tell what really happened after one or many predictions',
  tag: 'monitoring',
  body: z.union([feedback, z.array(feedback).min(1).max(10_000)]),
  answer: z.object({
    success: z.literal(true),
    inferenceId: z.string().optional(),
    inferenceIds: z.array(z.string()).optional(),
  }),
  errors: ['NOT_FOUND'],
  handle: async ({ services, body }) => {
    const given = Array.isArray(body) ? body : [body];
    await services.monitoring.recordFeedback(
      given.map(({ inferenceId, outcome, correct, feedbackTimestamp }) => ({
        inferenceId,
        outcome: outcome ?? null,
        ...(correct === undefined ? {} : { correct }),
        ...(feedbackTimestamp === undefined ? {} : { feedbackTimestamp }),
      })),
    );
    const inferenceIds = given.map(({ inferenceId }) => inferenceId);
    return { success: true as const, ...(Array.isArray(body) ? { inferenceIds } : { inferenceId: body.inferenceId }) };
  },
});

const eventId = z.object({ id: id('inferenceId') });

export const getEventRoute = route({
  method: 'GET',
  path: '/InferenceEvent/:id',
  summary: 'One recorded prediction with its feedback',
  tag: 'monitoring',
  params: eventId,
  answer: inferenceEvent,
  errors: ['NOT_FOUND'],
  handle: ({ services, params }) => services.monitoring.event(params.id),
});

export const putEventRoute = route({
  method: 'PUT',
  path: '/InferenceEvent/:id',
  summary: 'The same as POST /feedback, by id; takes the place of what is there',
  tag: 'monitoring',
  params: eventId,
  body: z.object({
    actualOutcome: outcome,
    feedbackTimestamp: observedAt,
    correct: z.boolean().optional(),
  }),
  answer: inferenceEvent,
  errors: ['NOT_FOUND'],
  handle: async ({ services, params, body }) => {
    const { actualOutcome, feedbackTimestamp, correct } = body;
    await services.monitoring.recordFeedback([
      {
        inferenceId: params.id,
        outcome: actualOutcome,
        replaces: true,
        ...(correct === undefined ? {} : { correct }),
        ...(feedbackTimestamp === undefined ? {} : { feedbackTimestamp }),
      },
    ]);
    return services.monitoring.event(params.id);
  },
});
