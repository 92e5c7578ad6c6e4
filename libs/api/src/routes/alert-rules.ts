import { EdgeError } from '@harper-edge/contracts';
import { parseRuleExpression, type AlertRuleDraft } from '@harper-edge/monitoring';
import { z } from 'zod';
import { given } from '../http/given.ts';
import { route, type Route } from '../http/route.ts';
import { deleted, ruleAnswer, ruleBody, shownRule } from './alert-schemas.ts';
import { id } from './schemas.ts';

const tag = 'monitoring';
const params = z.object({ id: id('id') });
const errors = ['NOT_FOUND'] as const;

const rulesRoute = route({
  method: 'GET',
  path: '/monitoring/rules',
  summary: 'The rules that raise alerts',
  tag,
  answer: z.object({ rules: z.array(ruleAnswer).readonly() }),
  handle: async ({ services: { monitoring } }) => ({ rules: (await monitoring.alerts.rules.list()).map(shownRule) }),
});

const ruleRoute = route({
  method: 'GET',
  path: '/monitoring/rules/:id',
  summary: 'A rule that raises alerts',
  tag,
  params,
  answer: ruleAnswer,
  errors,
  handle: async ({ services: { monitoring }, params: named }) => shownRule(await monitoring.alerts.rules.get(named.id)),
});

const putRuleRoute = route({
  method: 'PUT',
  path: '/monitoring/rules/:id',
  summary: 'Write a rule, as an expression or member by member; what is not given has its default',
  tag,
  params,
  body: ruleBody,
  answer: ruleAnswer,
  handle: async ({ services: { monitoring }, params: named, body }) =>
    shownRule(await monitoring.alerts.rules.put(named.id, draftOf(body))),
});

/** @throws EdgeError INVALID_INPUT */
function draftOf({ expression, ...members }: z.infer<typeof ruleBody>): AlertRuleDraft {
  const { metric, operator, threshold, ...rest } = given(members);
  if (expression !== undefined) {
    const twice = ['metric', 'operator', 'threshold', 'window', 'for'].find((name) =>
      Object.hasOwn(given(members), name),
    );
    const parsed = parseRuleExpression(expression);
    if (twice === undefined) return { ...rest, ...parsed };
    throw new EdgeError('INVALID_INPUT', `${twice}: expected expression or ${twice}, received both`);
  }
  if (metric === undefined || operator === undefined || threshold === undefined) {
    throw new EdgeError('INVALID_INPUT', 'expected expression, or metric, operator and threshold');
  }
  return { ...rest, metric, operator, threshold };
}

const deleteRuleRoute = route({
  method: 'DELETE',
  path: '/monitoring/rules/:id',
  summary: 'Take a rule away; what it raised is resolved',
  tag,
  params,
  answer: deleted,
  errors,
  handle: async ({ services: { monitoring }, params: named }) => {
    await monitoring.alerts.rules.delete(named.id);
    return { id: named.id, deleted: true as const };
  },
});

export const alertRuleRoutes: readonly Route[] = [rulesRoute, ruleRoute, putRuleRoute, deleteRuleRoute];
