import { isEdgeError, type Row, type Table, type TableDefinition } from '@harper-edge/contracts';
import type { AlertMessage } from './alert-message.ts';

export const deliveryStates = ['waiting', 'delivered', 'dead'] as const;

/** One event of an alert on its way to one channel. Times are milliseconds since 1970. */
export interface AlertDelivery extends Row {
  /** `<eventId>/<channelId>`: an event is on its way to a channel once. */
  readonly id: string;
  readonly alertId: string;
  readonly channelId: string;
  /** `dead`: given up after the last attempt. */
  readonly state: (typeof deliveryStates)[number];
  readonly attempts: number;
  /** Of the next attempt; `null`: there is none. */
  readonly dueAt: number | null;
  /** Of the last attempt that failed. */
  readonly error: string | null;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly message: AlertMessage;
}

export const alertDeliveryTable: TableDefinition<AlertDelivery> = {
  name: 'AlertDelivery',
  indexes: ['dueAt', 'createdAt', 'state', 'endedAt'],
};

/** Puts the message on its way to the channel, unless it is already. */
export async function enqueue(
  table: Table<AlertDelivery>,
  channelId: string,
  { message, nowMs }: { readonly message: AlertMessage; readonly nowMs: number },
): Promise<void> {
  const delivery: AlertDelivery = {
    id: `${message.eventId}/${channelId}`,
    alertId: message.alert.id,
    channelId,
    state: 'waiting',
    attempts: 0,
    dueAt: nowMs,
    error: null,
    createdAt: nowMs,
    endedAt: null,
    message,
  };
  try {
    await table.put(delivery, { ifAbsent: true });
  } catch (error) {
    if (!isEdgeError(error, 'CONFLICT')) throw error;
  }
}
