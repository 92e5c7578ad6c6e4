import {
  isEdgeError,
  type Clock,
  type Logger,
  type Page,
  type Rng,
  type Row,
  type Store,
  type Table,
} from '@harper-edge/contracts';
import { allRows, createKeptRows, deleteEnded, newestWhere, noSuch, type KeptRows, type PageOf } from '../kept-rows.ts';
import { alertTable, alertWatchTable, type Alert } from './alert.ts';
import { alertChannelTable, type AlertChannel } from './alert-channel.ts';
import { alertDeliveryTable, type AlertDelivery } from './alert-delivery.ts';
import { alertRuleTable, completeRule, type AlertRule, type AlertRuleDraft } from './alert-rule.ts';
import { createAlertSources, type AlertReaders, type CacheReading } from './alert-sources.ts';
import type { AlertSenders, SendOutcome } from './channel.ts';
import { channelOf } from './channels/index.ts';
import { deliverDue, sendTo, type DeliverOptions } from './deliver-alerts.ts';
import { evaluateRules, type EvaluateRequest, type Evaluation } from './evaluate-rules.ts';
import { logChannelId } from './settle-watch.ts';
import { alertSilenceTable, checkSilence, type AlertSilence } from './silence.ts';
import { testMessage } from './test-message.ts';

export interface AlertFilter extends PageOf {
  readonly modelName?: string | undefined;
  readonly severity?: string | undefined;
  readonly state?: string | undefined;
}

export interface Alerts {
  /** @throws EdgeError INVALID_INPUT from `put` */
  readonly rules: KeptRows<AlertRule> & { put(id: string, draft: AlertRuleDraft): Promise<AlertRule> };
  /** With their secrets. @throws EdgeError INVALID_INPUT from `put` */
  readonly channels: KeptRows<AlertChannel> & { put(channel: Omit<AlertChannel, 'updatedAt'>): Promise<AlertChannel> };
  /** @throws EdgeError INVALID_INPUT from `put` */
  readonly silences: KeptRows<AlertSilence> & { put(silence: AlertSilence): Promise<AlertSilence> };
  /** Newest first, by when the threshold was crossed. */
  list(filter?: AlertFilter): Promise<Page<Alert>>;
  /** The last one to say so counts. @throws EdgeError NOT_FOUND */
  acknowledge(id: string, said: { readonly by: string; readonly note: string | null }): Promise<Alert>;
  /** Newest first. */
  deliveries(filter?: PageOf & { readonly state?: string | undefined }): Promise<Page<AlertDelivery>>;
  /** Looks at every rule once. */
  evaluate(request: Omit<EvaluateRequest, 'sources'> & { readonly cache: () => CacheReading }): Promise<Evaluation>;
  /** Makes the attempts that are due, and waits for them; returns how many. */
  deliverDue(senders: AlertSenders): Promise<number>;
  /** Sends a message that says it is a test, once. @throws EdgeError NOT_FOUND */
  test(channelId: string, senders: AlertSenders): Promise<SendOutcome>;
  /** Deletes a bounded number of alerts and deliveries that ended before this time; returns how many. */
  deleteBefore(timeMs: number): Promise<number>;
}

export interface AlertsOptions extends Pick<DeliverOptions, 'timers'> {
  readonly store: Store;
  readonly readers: AlertReaders;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly logger: Logger;
}

/** Rules, the alerts they raise, and what tells people of them. */
export function createAlerts(options: AlertsOptions): Alerts {
  const { store, readers, clock, rng, logger } = options;
  const rules = store.table(alertRuleTable);
  const channels = store.table(alertChannelTable);
  const silences = store.table(alertSilenceTable);
  const alerts = store.table(alertTable);
  const watches = store.table(alertWatchTable);
  const deliveries = store.table(alertDeliveryTable);
  const channelList = (): Promise<readonly AlertChannel[]> => allRows(channels);
  const channel = async (id: string): Promise<AlertChannel | undefined> =>
    (await channels.get(id)) ?? (id === logChannelId ? builtInLog : undefined);
  const evaluation = { rules, silences, alerts, watches, deliveries, channels: channelList, clock, logger };
  // Ordered by time, and not to be guessed.
  const newId = (): string => `${clock.nowMs().toString(36)}-${Math.floor(rng.next() * 2 ** 53).toString(36)}`;
  return {
    rules: {
      ...createKeptRows(rules, 'alert rule'),
      put: async (id, draft) => written(rules, completeRule(id, draft, clock.nowMs())),
    },
    channels: {
      ...createKeptRows(channels, 'alert channel'),
      put: async (given) => {
        const settings = channelOf(given.kind).check(given.settings);
        return written(channels, { ...given, settings, updatedAt: clock.nowMs() });
      },
    },
    silences: {
      ...createKeptRows(silences, 'silence'),
      put: async (silence) => written(silences, checkSilence(silence)),
    },
    list: ({ modelName, severity, state, ...page } = {}) =>
      alerts.query(newestWhere<Alert>('since', { modelName, severity, state }, page)),
    acknowledge: async (id, { by, note }) =>
      alerts.patch(id, { acknowledgedBy: by, acknowledgedAt: clock.nowMs(), note }).catch((error: unknown) => {
        throw isEdgeError(error, 'NOT_FOUND') ? noSuch('alert', id, error) : error;
      }),
    deliveries: ({ state, ...page } = {}) => deliveries.query(newestWhere<AlertDelivery>('createdAt', { state }, page)),
    evaluate: ({ cache, ...request }) =>
      evaluateRules({ ...evaluation, newId }, { ...request, sources: createAlertSources({ readers, cache, clock }) }),
    deliverDue: (senders) => deliverDue({ ...options, deliveries, channel }, senders),
    test: async (channelId, senders) => {
      const found = await channel(channelId);
      if (found === undefined) throw noSuch('alert channel', channelId);
      return sendTo(found, testMessage(newId(), clock.nowMs()), senders);
    },
    deleteBefore: async (timeMs) =>
      (await deleteEnded(alerts, 'resolvedAt', timeMs)) + (await deleteEnded(deliveries, 'endedAt', timeMs)),
  };
}

const builtInLog: AlertChannel = { id: logChannelId, kind: 'log', enabled: true, settings: {}, updatedAt: 0 };

async function written<R extends Row>(table: Table<R>, row: R): Promise<R> {
  await table.put(row);
  return row;
}
