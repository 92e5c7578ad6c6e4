import { isEdgeError, type Table } from '@harper-edge/contracts';
import type { Alert, AlertEffect, AlertWatch } from './alert.ts';
import type { AlertChannel } from './alert-channel.ts';
import { enqueue, type AlertDelivery } from './alert-delivery.ts';

export interface SettleOptions {
  readonly alerts: Table<Alert>;
  readonly watches: Table<AlertWatch>;
  readonly deliveries: Table<AlertDelivery>;
  /** The channels there are. */
  readonly channels: () => Promise<readonly AlertChannel[]>;
}

/** Brings about what the last step of the watch has to, and notes that. Done by two at once, or again after a crash, it is the same. */
export async function settleWatch(options: SettleOptions, watch: AlertWatch): Promise<AlertWatch | undefined> {
  const { watches } = options;
  const { id, revision, alertId, effect, standing } = watch;
  if (effect !== null) await bringAbout(options, effect, watch.channels);
  try {
    if (standing.state === 'inactive') {
      await watches.delete(id, { ifMatch: { revision, alertId } });
      return undefined;
    }
    if (effect === null) return watch;
    return await watches.patch(id, { effect: null, revision: revision + 1 }, { ifMatch: { revision, alertId } });
  } catch (error) {
    if (isEdgeError(error, 'PRECONDITION_FAILED') || isEdgeError(error, 'NOT_FOUND')) return watches.get(id);
    throw error;
  }
}

async function bringAbout(
  options: SettleOptions,
  { alertId, change, send }: AlertEffect,
  channels: AlertWatch['channels'],
): Promise<void> {
  const { alerts, deliveries } = options;
  if (change === null) {
    await alerts.delete(alertId);
    return;
  }
  const alert = await upsert(alerts, alertId, change);
  if (send === null) return;
  const message = { eventId: `${alertId}.${send}`, type: `alert.${send}`, at: change.updatedAt, alert } as const;
  for (const channelId of await receivers(options, channels))
    await enqueue(deliveries, channelId, { message, nowMs: change.updatedAt });
}

async function upsert(table: Table<Alert>, id: string, change: NonNullable<AlertEffect['change']>): Promise<Alert> {
  try {
    return await table.patch(id, change);
  } catch (error) {
    if (!isEdgeError(error, 'NOT_FOUND')) throw error;
  }
  const alert: Alert = { ...change, id, acknowledgedBy: null, acknowledgedAt: null, note: null };
  try {
    await table.put(alert, { ifAbsent: true });
    return alert;
  } catch (error) {
    // Somebody else does the same.
    if (!isEdgeError(error, 'CONFLICT')) throw error;
    return table.patch(id, change);
  }
}

/** Those a rule names, as far as they are on, or all that are on; where there are no channels at all the log of the host. */
async function receivers(
  { channels }: Pick<SettleOptions, 'channels'>,
  named: readonly string[] | null,
): Promise<readonly string[]> {
  const all = await channels();
  if (all.length === 0 && named === null) return [logChannelId];
  return all.filter(({ id, enabled }) => enabled && (named?.includes(id) ?? true)).map(({ id }) => id);
}

/** A channel that is always there, unless another one has its name. */
export const logChannelId = 'log';
