import type { Row, TableDefinition } from '@harper-edge/contracts';
import type { ChannelKind, ChannelSettings } from './channels/index.ts';

/** Where alerts are sent to. */
export interface AlertChannel extends Row {
  readonly kind: ChannelKind;
  readonly enabled: boolean;
  /** Holds secrets: never answered as it is. */
  readonly settings: ChannelSettings;
  readonly updatedAt: number;
}

export const alertChannelTable: TableDefinition<AlertChannel> = { name: 'AlertChannel', indexes: [] };
