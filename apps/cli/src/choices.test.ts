import { createOpenApi, routes } from '@harper-edge/api';
import { expect, it } from 'vitest';
import { frameworks, stages } from './commands/choices.ts';
import { alertSeverities, alertStates } from './commands/alert-list.ts';
import { retrainingStatuses } from './commands/alert-retraining-list.ts';
import { jobStatuses } from './commands/job-list.ts';
import { sources } from './commands/sources.ts';

it('the choices of options are those of the API', () => {
  const { paths } = createOpenApi(routes, '0') as unknown as {
    paths: Record<string, { get: { parameters: { name: string; schema: { enum?: string[] } }[] } }>;
  };
  const choicesOf = (path: string, parameter: string) =>
    paths[path]?.get.parameters.find(({ name }) => name === parameter)?.schema.enum;
  expect(frameworks).toEqual(choicesOf('/models', 'framework'));
  expect(stages).toEqual(choicesOf('/models', 'stage'));
  expect(jobStatuses).toEqual(choicesOf('/model-fetch/jobs', 'status'));
  expect(alertSeverities).toEqual(choicesOf('/monitoring/alerts', 'severity'));
  expect(alertStates).toEqual(choicesOf('/monitoring/alerts', 'state'));
  expect(retrainingStatuses).toEqual(choicesOf('/monitoring/retraining-requests', 'status'));
  expect([...sources].sort()).toEqual(choicesOf('/model-fetch/inspect', 'source')?.sort());
});
