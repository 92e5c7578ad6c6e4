import type { ModelVersion, TableDefinition } from '@harper-edge/contracts';
import type { ModelChange } from './model-change.ts';

/** What a change does to the row of one version. */
export interface VersionEffect {
  readonly version: string;
  /** Tells the version from another that is later registered under the same name. */
  readonly uploadedAt: number;
  /** `null` takes the version away. */
  readonly fields: Partial<
    Pick<ModelVersion, 'stage' | 'validation' | 'deploymentVersion' | 'parentDeployment' | 'productionRevision'>
  > | null;
}

/**
 * What holds for a model as a whole, in one row. Writing it is the one moment in which a change happens: predictions follow
 * `serving`, and everything else, the rows of the versions and of the history, is written after it from what it holds.
 */
export interface ModelLifecycle {
  /** The model's id. */
  readonly id: string;
  /** Changes so far. */
  readonly revision: number;
  readonly production: string | null;
  /** The production version, else the newest that is not archived. */
  readonly serving: string | null;
  readonly servingSince: number | null;
  /** Where rollbacks lead, the last first to be returned to. */
  readonly previous: readonly string[];
  /** Alias → version. */
  readonly aliases: { readonly [alias: string]: string };
  /** Versions registered so far. */
  readonly registered: number;
  /** Whether the last change has reached the history and the rows of the versions. */
  readonly settled: boolean;
  /** The last change; `null` before the first. */
  readonly change: ModelChange | null;
  readonly effects: readonly VersionEffect[];
}

export const modelLifecycleTable: TableDefinition<ModelLifecycle> = { name: 'ModelLifecycle', indexes: ['settled'] };
