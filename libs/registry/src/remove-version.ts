import { EdgeError, type ModelVersion, type Table } from '@harper-edge/contracts';
import { getVersion } from './find-version.ts';
import type { Lifecycles, PlannedChange } from './lifecycles.ts';
import type { ModelLifecycle } from './model-lifecycle.ts';
import { authorOf, type ChangeRequest } from './promote-version.ts';

export interface RemovalRequest extends ChangeRequest {
  readonly modelId: string;
  /** The version itself, no alias. */
  readonly version: string;
}

interface Parts {
  readonly models: Table<ModelVersion>;
  readonly lifecycles: Lifecycles;
}

/** What `Registry.remove` promises. */
export async function removeVersion(
  { models, lifecycles }: Parts,
  { modelId, version, ifRevision, ...author }: RemovalRequest,
): Promise<void> {
  const plan = async (before: ModelLifecycle): Promise<PlannedChange> => {
    const { id, stage, uploadedAt } = await getVersion(models, modelId, version);
    if (stage === 'production') {
      throw new EdgeError('CONFLICT', `${id} is in production; make another version the production version first`);
    }
    const alias = Object.keys(before.aliases).find((name) => before.aliases[name] === version);
    if (alias !== undefined) {
      throw new EdgeError('CONFLICT', `${id} has the alias "${alias}"; move it or take it away first`);
    }
    return {
      previous: before.previous.filter((other) => other !== version),
      change: { action: 'remove', version, from: stage, ...authorOf(author) },
      effects: [{ version, uploadedAt, fields: null }],
    };
  };
  await lifecycles.commit(modelId, plan, { ifRevision, whenOvertaken: 'planAgain' });
}
