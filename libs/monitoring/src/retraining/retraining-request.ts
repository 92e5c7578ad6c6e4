import type { Json, Row, TableDefinition } from '@harper-edge/contracts';

/** Why a model is to be trained again. */
export const retrainingCauses = ['drift', 'accuracy', 'errorRate', 'newLabelled', 'age', 'manual'] as const;
export type RetrainingCause = (typeof retrainingCauses)[number];

export const retrainingStatuses = ['pending_approval', 'approved', 'rejected'] as const;
export type RetrainingStatus = (typeof retrainingStatuses)[number];

/** A proposal to train a model again, and what became of it. Times are milliseconds since 1970. */
export interface RetrainingRequest extends Row {
  /** `<modelName>:<cause>:<number>`: the number after the last one is free for one writer only. */
  readonly id: string;
  readonly modelName: string;
  /** The version that answered, and is to be followed. */
  readonly modelVersion: string;
  readonly cause: RetrainingCause;
  readonly status: RetrainingStatus;
  /** What the cause was seen by. */
  readonly evidence: Json;
  /** `null`: monitoring did. */
  readonly requestedBy: string | null;
  readonly note: string | null;
  readonly createdAt: number;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  readonly decisionReason: string | null;
}

export const retrainingRequestTable: TableDefinition<RetrainingRequest> = {
  name: 'RetrainingRequest',
  indexes: ['createdAt', 'status', 'modelName'],
};
