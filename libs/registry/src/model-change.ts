import type { ModelValidation, Stage, TableDefinition } from '@harper-edge/contracts';

export const changeActions = ['register', 'promote', 'validate', 'rollback', 'alias', 'remove'] as const;

/** Whose doing a change was. */
export interface ChangeAuthor {
  /** `null` where nobody said who it was. */
  readonly by: string | null;
  /** Who approved it; `null` where nobody had to. */
  readonly approvedBy: string | null;
  readonly reason: string | null;
}

/** One change to a model's versions, written once and never changed or deleted. */
export interface ModelChange extends ChangeAuthor {
  /** `modelId:revision`. */
  readonly id: string;
  readonly modelId: string;
  /** 1 for the first change to the model, and one more for each that follows. */
  readonly revision: number;
  /** Milliseconds since 1970, UTC; never before the change that went before. */
  readonly at: number;
  readonly action: (typeof changeActions)[number];
  /** What the change was about; `null` for an alias that was taken away. */
  readonly version: string | null;
  readonly from: Stage | null;
  readonly to: Stage | null;
  /** The version it took the place of: in production, or under the alias. */
  readonly replaced: string | null;
  readonly alias: string | null;
  readonly validation: ModelValidation | null;
  /** The version in production after the change. */
  readonly production: string | null;
  /** The version that answers requests without a version after the change, and since when it does. */
  readonly serving: string | null;
  readonly servingSince: number | null;
}

export const modelChangeTable: TableDefinition<ModelChange> = { name: 'ModelChange', indexes: [] };

export const changeId = (modelId: string, revision: number): string => `${modelId}:${revision}`;
