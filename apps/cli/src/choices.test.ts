import { createOpenApi, routes } from '@harper-edge/api';
import { expect, it } from 'vitest';
import { frameworks, stages } from './commands/choices.ts';
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
  expect([...sources].sort()).toEqual(choicesOf('/model-fetch/inspect', 'source')?.sort());
});
