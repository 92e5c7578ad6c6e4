import type { Attributes, ExperimentOptions, Unit, UserAssignment } from '@harper-edge/ab-testing';
import type { TenantExperiments } from '@harper-edge/ab-testing/stored';
import { EdgeError } from '@harper-edge/contracts';
import { z } from 'zod';
import { given } from '../../http/given.ts';
import type { Route } from '../../http/route.ts';
import { inGroups } from '../../shop/experiments/in-groups.ts';
import { knownPlan } from '../../shop/experiments/known-plan.ts';
import { refuseMisuse } from '../../shop/experiments/refuse-misuse.ts';
import { experimentResults } from '../../shop/experiments/results.ts';
import { trackEvents } from '../../shop/experiments/track-events.ts';
import { tenantRoute, userIdOf } from '../../shop/tenant-route.ts';
import { cursor, limit } from '../schemas.ts';
import {
  assignment,
  event,
  experiment,
  experimentId,
  experimentOptions,
  exposure,
  oneOrMany,
  plan,
  results,
  userId,
} from './experiment-schemas.ts';

const scope = 'experiments';

const listRoute = tenantRoute({
  method: 'GET',
  path: '/experiments',
  summary: 'Experiments of a tenant',
  scope,
  query: z.object({ limit, cursor }),
  answer: z.object({
    experiments: z.array(experiment).readonly(),
    count: z.number(),
    nextCursor: z.string().optional(),
  }),
  handle: async ({ services, tenant, query }) => {
    const { rows, nextCursor } = await services.shop.experiments.of(tenant.id).list(given(query));
    const experiments = rows.map(({ experimentId, createdAt, updatedAt, plan }) => ({
      experimentId,
      createdAt,
      updatedAt,
      plan: { ...plan },
    }));
    return { experiments, count: rows.length, ...given({ nextCursor }) };
  },
});

const putRoute = tenantRoute({
  method: 'PUT',
  path: '/experiment/:id',
  summary: 'Create an experiment, or change what may change while it runs; the same again changes nothing',
  scope,
  params: experimentId,
  body: experimentOptions,
  answer: z.object({
    experimentId: z.string(),
    outcome: z.enum(['created', 'changed', 'unchanged']),
    plan,
  }),
  errors: ['CONFLICT'],
  handle: async ({ services, tenant, params, body }) => {
    const experiments = services.shop.experiments.of(tenant.id);
    const defined = await refuseMisuse(() => experiments.define(params.id, body as ExperimentOptions));
    return { experimentId: params.id, outcome: defined.outcome, plan: { ...defined.plan } };
  },
});

const assignRoute = tenantRoute({
  method: 'GET',
  path: '/experiment/:id',
  summary: 'The variant of a user, the same on every request; the first counts as the exposure',
  scope: [scope, 'personalize'],
  params: experimentId,
  query: z.object({
    attributes: z.string().optional().meta({
      description: 'What is known of the user, as a JSON object, for experiments with a condition.',
    }),
  }),
  answer: z.object({ experimentId: z.string(), ...assignment.shape }),
  handle: async ({ services, tenant, params, query, request }) => {
    const experiments = services.shop.experiments.of(tenant.id);
    const unitId = userIdOf(request);
    const { attributes } = query;
    const unit =
      attributes === undefined ? unitId : await withAttributes(experiments, params.id, { unitId, attributes });
    const { variant, inExperiment, reason } = await assignTo(experiments, params.id, unit);
    return { experimentId: params.id, variant, inExperiment, reason };
  },
});

/** Asks whether there is such an experiment only where it went wrong: this is what a site does on every page. */
async function assignTo(experiments: TenantExperiments, experimentId: string, unit: Unit): Promise<UserAssignment> {
  try {
    return await experiments.assignUserToVariant(experimentId, unit);
  } catch (error) {
    await knownPlan(experiments, experimentId);
    throw error;
  }
}

async function withAttributes(
  experiments: TenantExperiments,
  experimentId: string,
  { unitId, attributes }: { readonly unitId: string; readonly attributes: string },
): Promise<Attributes> {
  const { unitAttribute = 'id' } = await knownPlan(experiments, experimentId);
  return { ...parseAttributes(attributes), [unitAttribute]: unitId };
}

function parseAttributes(text: string): Attributes {
  try {
    const attributes: unknown = JSON.parse(text);
    if (typeof attributes === 'object' && attributes !== null && !Array.isArray(attributes)) {
      return attributes as Attributes;
    }
  } catch {
    // Told below, as everything that is no object.
  }
  throw new EdgeError('INVALID_INPUT', `query.attributes: expected a JSON object, received "${text.slice(0, 80)}"`);
}

const assignManyRoute = tenantRoute({
  method: 'POST',
  path: '/experiment/:id/assignments',
  summary: 'The variants of many users at once, in the order of their ids; each counts as exposed',
  scope,
  params: experimentId,
  body: z.strictObject({ userIds: z.array(userId).min(1).max(10_000) }),
  answer: z.object({
    experimentId: z.string(),
    assignments: z.array(z.object({ userId, ...assignment.shape })).readonly(),
  }),
  handle: async ({ services, tenant, params, body }) => {
    const experiments = services.shop.experiments.of(tenant.id);
    await knownPlan(experiments, params.id);
    const assignments = await inGroups(body.userIds, async (id) => {
      const { variant, inExperiment, reason } = await experiments.assignUserToVariant(params.id, id);
      return { userId: id, variant, inExperiment, reason };
    });
    return { experimentId: params.id, assignments };
  },
});

const exposuresRoute = tenantRoute({
  method: 'POST',
  path: '/experiment/:id/exposures',
  summary: 'Tell which variants users saw where that was decided elsewhere; again changes nothing',
  scope,
  params: experimentId,
  body: oneOrMany(exposure),
  answer: z.object({ success: z.literal(true), recorded: z.number() }),
  handle: async ({ services, tenant, params, body }) => {
    const experiments = services.shop.experiments.of(tenant.id);
    const { variants } = await knownPlan(experiments, params.id);
    const exposures = Array.isArray(body) ? body : [body];
    const unknown = exposures.find(({ variant }) => !variants.some(({ id }) => id === variant));
    if (unknown) {
      const expected = variants.map(({ id }) => id).join(', ');
      throw new EdgeError('INVALID_INPUT', `variant: expected one of ${expected}, received "${unknown.variant}"`);
    }
    await inGroups(exposures, ({ userId: id, variant, timestamp: at }) =>
      experiments.recordExposure(params.id, id, { variant, ...given({ at }) }),
    );
    return { success: true as const, recorded: exposures.length };
  },
});

const eventsRoute = tenantRoute({
  method: 'POST',
  path: '/experiment/:id/events',
  summary: 'What users did after they saw their variant, one event or many; says which did not count, and why',
  scope,
  params: experimentId,
  body: oneOrMany(event),
  answer: z.object({
    counted: z.number(),
    refused: z.record(z.string(), z.number()).meta({ description: 'Events that did not count, by why.' }),
    refusals: z
      .array(z.object({ index: z.number(), userId, reason: z.string() }))
      .readonly()
      .meta({ description: 'The first hundred of them, by their place in what was sent.' }),
    unmeasured: z.array(z.string()).readonly().meta({
      description: 'Types that came and that no metric of the experiment measures.',
    }),
  }),
  handle: ({ services, tenant, params, body }) =>
    trackEvents(
      services.shop.experiments.of(tenant.id),
      params.id,
      (Array.isArray(body) ? body : [body]).map(({ userId, type, value, id, timestamp: at }) => ({
        userId,
        type,
        ...given({ value, id, at }),
      })),
    ),
});

const resultsRoute = tenantRoute({
  method: 'GET',
  path: '/experiment/:id/results',
  summary: 'How an experiment stands, and what to do; by default looking early and often is safe',
  scope,
  params: experimentId,
  answer: results,
  handle: async ({ services, tenant, params }) => experimentResults(services.shop.experiments.of(tenant.id), params.id),
});

const deleteRoute = tenantRoute({
  method: 'DELETE',
  path: '/experiment/:id',
  summary: 'Remove an experiment with all that was recorded; to stop it and keep the data, PUT it with "active": false',
  scope,
  params: experimentId,
  answer: z.object({ success: z.literal(true), experimentId: z.string(), removedUsers: z.number() }),
  handle: async ({ services, tenant, params }) => {
    const removedUsers = await services.shop.experiments.of(tenant.id).remove(params.id);
    return { success: true as const, experimentId: params.id, removedUsers };
  },
});

export const experimentRoutes: readonly Route[] = [
  listRoute,
  putRoute,
  assignRoute,
  assignManyRoute,
  exposuresRoute,
  eventsRoute,
  resultsRoute,
  deleteRoute,
];
