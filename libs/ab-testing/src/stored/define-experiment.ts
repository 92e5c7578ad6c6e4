import { EdgeError, isEdgeError, parseId, type EdgeErrorCode } from '@harper-edge/contracts';
import { compileExperiment } from '../assignment/compile-experiment.ts';
import {
  changeableOptions,
  planExperiment,
  type ExperimentOptions,
  type ExperimentPlan,
} from '../engine/experiment-plan.ts';
import type { ExperimentStore } from '../engine/experiment-store.ts';

export interface Definition {
  readonly plan: ExperimentPlan;
  readonly outcome: 'created' | 'changed' | 'unchanged';
}

/** With the tenant, an experiment's id leaves room for a unit's in an id of a row. */
const longestKey = 170;

/**
 * Makes an experiment what is given: creates it, changes what may change while it runs, or finds it as it is to be.
 *
 * @throws RangeError for options that make no experiment; EdgeError CONFLICT for a change that would make its units
 *   incomparable, or if somebody else changes it at the same moment
 */
export async function defineExperiment(
  { store, tenantId }: { readonly store: ExperimentStore; readonly tenantId: string },
  experimentId: string,
  options: ExperimentOptions,
): Promise<Definition> {
  parseId(experimentId, 'experimentId');
  if (tenantId.length + experimentId.length > longestKey) {
    throw new EdgeError('INVALID_INPUT', `experimentId: expected at most ${longestKey - tenantId.length} characters`);
  }
  const plan = planExperiment(experimentId, options);
  compileExperiment(plan);
  for (let attempt = 1; ; attempt++) {
    const before = await store.readPlan(experimentId);
    const outcome = before === undefined ? 'created' : outcomeOf(before, plan);
    if (outcome === 'unchanged') return { plan, outcome };
    try {
      await store.writePlan(plan);
      return { plan, outcome };
    } catch (error) {
      // Somebody was faster, maybe with the same.
      if (attempt === attempts || !isEdgeError(error) || !overtaken.has(error.code)) throw error;
    }
  }
}

const attempts = 5;
const overtaken: ReadonlySet<string> = new Set<EdgeErrorCode>(['CONFLICT', 'PRECONDITION_FAILED', 'NOT_FOUND']);

function outcomeOf(before: ExperimentPlan, plan: ExperimentPlan): 'changed' | 'unchanged' {
  const keys = new Set([...Object.keys(before), ...Object.keys(plan)]) as Set<keyof ExperimentPlan>;
  const changed = [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(plan[key]));
  const refused = changed.filter((key) => !changeableOptions.has(key));
  if (refused.length === 0) return changed.length === 0 ? 'unchanged' : 'changed';
  throw new EdgeError(
    'CONFLICT',
    `experiment ${plan.id} exists with other ${refused.join(', ')}, which would make its users incomparable; ` +
      `while it runs only ${[...changeableOptions].join(', ')} may change: start another one, or delete this one with its data`,
  );
}
