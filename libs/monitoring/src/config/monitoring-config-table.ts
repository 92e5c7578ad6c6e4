import type { Row, TableDefinition } from '@harper-edge/contracts';
import type { DriftSettings, QualitySettings } from './drift-settings.ts';
import type { EventSettings } from './event-settings.ts';
import type { RetrainingSettings } from './retraining-settings.ts';

/** How a model is watched; a section that is not there has its defaults. */
export interface MonitoringConfig extends Row {
  /** The model. */
  readonly id: string;
  readonly events?: EventSettings;
  readonly drift?: DriftSettings;
  readonly quality?: QualitySettings;
  readonly retraining?: RetrainingSettings;
  readonly updatedAt?: number;
  /** Events before this time have been deleted: what they added up to can no longer be counted again. */
  readonly deletedBefore?: number;
}

export const monitoringConfigTable: TableDefinition<MonitoringConfig> = { name: 'MonitoringConfig', indexes: [] };
