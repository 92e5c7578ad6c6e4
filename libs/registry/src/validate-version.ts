import type { ModelValidation, ModelVersion, Table } from '@harper-edge/contracts';
import { findVersion } from './find-version.ts';
import type { Lifecycles, Moment, PlannedChange } from './lifecycles.ts';
import type { ModelLifecycle } from './model-lifecycle.ts';

export interface ValidationRequest extends Omit<ModelValidation, 'at'> {
  readonly modelId: string;
  /** A version or an alias. */
  readonly version: string;
  readonly ifRevision?: readonly number[] | undefined;
}

interface Parts {
  readonly models: Table<ModelVersion>;
  readonly lifecycles: Lifecycles;
}

/** What `Registry.validate` promises. */
export function validateVersion(
  { models, lifecycles }: Parts,
  { modelId, version, ifRevision, ...result }: ValidationRequest,
): Promise<ModelLifecycle> {
  const plan = async (before: ModelLifecycle, { at }: Moment): Promise<PlannedChange> => {
    const model = await findVersion(models, before, version);
    const validation = { ...result, at };
    return {
      change: {
        action: 'validate',
        version: model.version,
        from: model.stage,
        to: model.stage,
        validation,
        by: result.by,
        approvedBy: null,
        reason: result.notes,
      },
      effects: [{ version: model.version, uploadedAt: model.uploadedAt, fields: { validation } }],
    };
  };
  return lifecycles.commit(modelId, plan, { ifRevision, whenOvertaken: 'planAgain' });
}
