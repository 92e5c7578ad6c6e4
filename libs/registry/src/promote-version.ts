import type { ModelVersion, Stage, Table } from '@harper-edge/contracts';
import { checkTransition } from './check-transition.ts';
import { enterProduction, previousAfter } from './enter-production.ts';
import { findVersion } from './find-version.ts';
import type { Lifecycles, PlannedChange } from './lifecycles.ts';
import type { ChangeAuthor } from './model-change.ts';
import type { ModelLifecycle } from './model-lifecycle.ts';

export interface ChangeRequest extends Partial<ChangeAuthor> {
  /** Revisions of the model that the caller wants to change; absent: whichever there is. */
  readonly ifRevision?: readonly number[] | undefined;
}

export interface PromotionRequest extends ChangeRequest {
  readonly modelId: string;
  /** A version or an alias. */
  readonly version: string;
  readonly stage: Stage;
}

/** Called with the version that is about to answer, before it does: what it throws stops the change. */
export type BeforeSwitch = (model: ModelVersion) => Promise<void>;

interface Parts {
  readonly models: Table<ModelVersion>;
  readonly lifecycles: Lifecycles;
}

export const authorOf = ({ by = null, approvedBy = null, reason = null }: ChangeRequest): ChangeAuthor => ({
  by,
  approvedBy,
  reason,
});

/** What `Registry.promote` promises. */
export function promoteVersion(
  { models, lifecycles }: Parts,
  { modelId, version, stage, ifRevision, ...author }: PromotionRequest,
  beforeSwitch: BeforeSwitch,
): Promise<ModelLifecycle> {
  const plan = async (before: ModelLifecycle): Promise<PlannedChange | undefined> => {
    const model = await findVersion(models, before, version);
    if (model.stage === stage) return undefined;
    const change = {
      action: 'promote',
      version: model.version,
      from: model.stage,
      to: stage,
      ...authorOf(author),
    } as const;
    checkTransition(model, stage, change.approvedBy);
    if (stage === 'production') {
      await beforeSwitch(model);
      const { replaced, ...entered } = await enterProduction(models, before, model);
      return { ...entered, previous: previousAfter(before, model.version), change: { ...change, replaced } };
    }
    const leaves = model.version === before.production;
    return {
      change,
      effects: [{ version: model.version, uploadedAt: model.uploadedAt, fields: { stage } }],
      ...(leaves && { production: null, previous: previousAfter(before, null) }),
    };
  };
  // What answers is decided by people who looked at what answers now.
  const whenOvertaken = stage === 'production' ? 'fail' : 'planAgain';
  return lifecycles.commit(modelId, plan, { ifRevision, whenOvertaken });
}
