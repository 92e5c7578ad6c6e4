import { EdgeError, type ModelVersion, type Table } from '@harper-edge/contracts';
import { enterProduction, previousAfter } from './enter-production.ts';
import { findVersion, noModel } from './find-version.ts';
import type { Lifecycles, PlannedChange } from './lifecycles.ts';
import type { ModelLifecycle } from './model-lifecycle.ts';
import { authorOf, type BeforeSwitch, type ChangeRequest } from './promote-version.ts';

export interface RollbackRequest extends ChangeRequest {
  readonly modelId: string;
  /** A version that was in production before, or an alias; absent: the one before. */
  readonly version?: string | undefined;
}

interface Parts {
  readonly models: Table<ModelVersion>;
  readonly lifecycles: Lifecycles;
}

/** What `Registry.rollBack` promises. */
export function rollBack(
  { models, lifecycles }: Parts,
  { modelId, version, ifRevision, ...author }: RollbackRequest,
  beforeSwitch: BeforeSwitch,
): Promise<ModelLifecycle> {
  const plan = async (before: ModelLifecycle): Promise<PlannedChange | undefined> => {
    const model = await findVersion(models, before, version ?? versionBefore(before));
    if (model.version === before.production) return undefined;
    if (model.productionRevision === undefined && !before.previous.includes(model.version)) {
      throw new EdgeError('CONFLICT', `${model.id} was never in production; promote it instead`);
    }
    await beforeSwitch(model);
    const { replaced, ...entered } = await enterProduction(models, before, model);
    const change = { action: 'rollback', version: model.version, from: model.stage, to: 'production' } as const;
    return {
      ...entered,
      previous: previousAfterRollback(before, model),
      change: { ...change, replaced, ...authorOf(author) },
    };
  };
  return lifecycles.commit(modelId, plan, { ifRevision, whenOvertaken: 'fail' });
}

function versionBefore({ id, previous, registered }: ModelLifecycle): string {
  const version = previous.at(-1);
  if (version !== undefined) return version;
  if (registered === 0) throw noModel(id);
  throw new EdgeError('CONFLICT', `model "${id}" has no version that was in production before; name one`);
}

/**
 * Going back forgets the versions passed over, so that the next rollback goes further back and not forward again; going to a
 * version that is not on the way back is a step like a promotion.
 */
function previousAfterRollback(before: ModelLifecycle, { version }: ModelVersion): readonly string[] {
  const place = before.previous.lastIndexOf(version);
  return place === -1 ? previousAfter(before, version) : before.previous.slice(0, place);
}
