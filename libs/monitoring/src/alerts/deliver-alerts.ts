import { isEdgeError, retryDelayMs, type Clock, type Logger, type Rng, type Table } from '@harper-edge/contracts';
import { wait, systemTimers, type Timers } from '../scheduler/timers.ts';
import type { AlertChannel } from './alert-channel.ts';
import type { AlertDelivery } from './alert-delivery.ts';
import type { AlertMessage } from './alert-message.ts';
import type { AlertSenders, SendOutcome } from './channel.ts';
import { channelOf } from './channels/index.ts';

export interface DeliverOptions {
  readonly deliveries: Table<AlertDelivery>;
  /** `undefined`: there is none any more. */
  readonly channel: (id: string) => Promise<AlertChannel | undefined>;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly logger: Logger;
  readonly timers?: Timers;
}

/** So long an attempt may take, and then to be noted, before another one may begin. Milliseconds. */
const timeoutMs = 10_000;
const noteMs = 5_000;
const maxAttempts = 8;
/** Before the second attempt, doubled each time up to the longest; half of it is random. */
const initialMs = 5_000;
const longestMs = 3_600_000;
/** A slow receiver must not keep the messages of others waiting. */
const maxAtOnce = 20;

/** Makes the attempts that are due, many at once, and waits for them; returns how many. */
export async function deliverDue(options: DeliverOptions, senders: AlertSenders): Promise<number> {
  const { deliveries, clock, logger } = options;
  const where = [{ field: 'dueAt', op: 'le', value: clock.nowMs() }] as const;
  const sort = { field: 'dueAt', order: 'ascending' } as const;
  const { rows } = await deliveries.query({ where, sort, limit: maxAtOnce });
  const attempts = rows.map(async (row) => {
    const claimed = await claim(deliveries, row, clock.nowMs() + timeoutMs + noteMs);
    if (claimed === undefined) return;
    await attempt(options, claimed, senders).catch((error: unknown) => {
      logger.warn('what became of an alert could not be noted', { delivery: row.id, error });
    });
  });
  await Promise.all(attempts);
  return rows.length;
}

/** Whoever is second finds another number of attempts there. */
async function claim(
  table: Table<AlertDelivery>,
  { id, attempts, state }: AlertDelivery,
  dueAt: number,
): Promise<AlertDelivery | undefined> {
  try {
    return await table.patch(id, { attempts: attempts + 1, dueAt }, { ifMatch: { attempts, state } });
  } catch (error) {
    if (isEdgeError(error, 'PRECONDITION_FAILED') || isEdgeError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}

async function attempt(options: DeliverOptions, delivery: AlertDelivery, senders: AlertSenders): Promise<void> {
  const { deliveries, clock, rng, logger } = options;
  const { id, attempts, channelId, message } = delivery;
  const channel = await options.channel(channelId);
  const outcome =
    channel === undefined
      ? ({ ok: false, reason: 'there is no such channel any more', isHopeless: true } as const)
      : await sendTo(channel, message, { ...senders, ...(options.timers !== undefined && { timers: options.timers }) });
  const endedAt = clock.nowMs();
  if (outcome.ok) {
    await deliveries.patch(id, { state: 'delivered', dueAt: null, error: null, endedAt }, { ifMatch: { attempts } });
    return;
  }
  const { reason: error, isHopeless = false, retryAfterMs } = outcome;
  if (isHopeless || attempts >= maxAttempts) {
    await deliveries.patch(id, { state: 'dead', dueAt: null, error, endedAt }, { ifMatch: { attempts } });
    logger.warn('an alert could not be delivered and was given up', { delivery: id, attempts, reason: error });
    return;
  }
  const delayMs = retryDelayMs(attempts, { rng, initialMs, maxMs: longestMs, retryAfterMs });
  await deliveries.patch(id, { dueAt: endedAt + delayMs, error }, { ifMatch: { attempts } });
}

/** One attempt; however the receiver behaves, it ends in time. */
export async function sendTo(
  { kind, settings }: Pick<AlertChannel, 'kind' | 'settings'>,
  message: AlertMessage,
  { timers = systemTimers, ...senders }: AlertSenders & { readonly timers?: Timers },
): Promise<SendOutcome> {
  const late: SendOutcome = { ok: false, reason: 'the receiver did not answer in time' };
  const timeout = new AbortController();
  const isOver = new AbortController();
  const tooLate = wait(timers, timeoutMs, isOver.signal).then(() => {
    timeout.abort();
    return late;
  });
  const sent = async (): Promise<SendOutcome> => {
    try {
      return await channelOf(kind).send(message, settings, { ...senders, signal: timeout.signal });
    } catch (error) {
      // Of other errors the text may hold what is nobody's business, as an address with a password.
      if (!isEdgeError(error)) return { ok: false, reason: 'the receiver could not be reached' };
      return { ok: false, reason: error.message, isHopeless: !error.retryable };
    }
  };
  return Promise.race([sent(), tooLate]).finally(() => {
    isOver.abort();
  });
}
