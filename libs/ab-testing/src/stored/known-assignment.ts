import { assign, type Assignment, type AssignmentContext, type Unit } from '../assignment/assign.ts';
import { compileExperiment, type CompiledExperiment } from '../assignment/compile-experiment.ts';
import type { UserAssignment } from '../engine/ab-testing-engine.ts';
import type { ExperimentPlan } from '../engine/experiment-plan.ts';
import type { StoredExperimentStore } from './stored-experiment-store.ts';

type Recalled = Pick<StoredExperimentStore, 'recallPlan' | 'recallUnit'>;

/**
 * What the engine would answer, a few times faster, for a unit whose exposure is recorded and in memory: the case of nearly
 * every request. Undefined for every other, which is then the engine's.
 */
export function createKnownAssignment({ recallPlan, recallUnit }: Recalled) {
  const compiledPlans = new WeakMap<ExperimentPlan, CompiledExperiment>();

  const compile = (plan: ExperimentPlan): CompiledExperiment => {
    const compiled = compiledPlans.get(plan) ?? compileExperiment(plan);
    compiledPlans.set(plan, compiled);
    return compiled;
  };

  return (experimentId: string, user: Unit, context?: AssignmentContext): Promise<UserAssignment> | undefined => {
    // Attributes may hold a second id of the unit.
    if (typeof user === 'object') return undefined;
    const plan = recallPlan(experimentId);
    if (plan === undefined) return undefined;
    const record = recallUnit(experimentId, String(user));
    if (record === undefined) return undefined;
    const { variantId, version, exposedAt } = record;
    const sticky = [{ variantId, version, at: exposedAt ?? 0 }];
    const assignment = assign(compile(plan), user, context === undefined ? { sticky } : { ...context, sticky });
    // Another variant than the recorded one is an exposure of its own.
    if (assignment.hashUsed && assignment.variantId !== variantId) return undefined;
    return Promise.resolve(named(assignment, experimentId));
  };
}

/** Member by member: what a spread makes costs twenty times as much as all the rest. */
const named = (assignment: Assignment, experimentId: string): UserAssignment => ({
  inExperiment: assignment.inExperiment,
  variation: assignment.variation,
  variantId: assignment.variantId,
  bucket: assignment.bucket,
  hashUsed: assignment.hashUsed,
  reason: assignment.reason,
  unitId: assignment.unitId,
  unitAttribute: assignment.unitAttribute,
  experimentId,
  variant: assignment.variantId,
});
