import { EdgeError, isEdgeError, type Clock, type Page, type Store, type Table } from '@harper-edge/contracts';
import type { MonitoringConfig } from '../config/monitoring-config-table.ts';
import { defaultRetrainingSettings } from '../config/retraining-settings.ts';
import type { Checks } from '../drift/checks.ts';
import { parseDuration } from '../duration.ts';
import { newestWhere, noSuch, type PageOf } from '../kept-rows.ts';
import { granularities } from '../rollups/granularities.ts';
import type { MetricsReader } from '../rollups/metrics-reader.ts';
import { findCauses } from './find-causes.ts';
import {
  retrainingCauses,
  retrainingRequestTable,
  type RetrainingCause,
  type RetrainingRequest,
  type RetrainingStatus,
} from './retraining-request.ts';

/** A model as it answers now. */
export interface ServingModel {
  readonly modelName: string;
  readonly modelVersion: string;
  /** Milliseconds since 1970; `null`: from the beginning. */
  readonly servingSince: number | null;
}

export interface RetrainingDecision {
  readonly status: Exclude<RetrainingStatus, 'pending_approval'>;
  readonly by: string;
  readonly reason: string;
}

export interface Retraining {
  /** Makes a request for each cause there is, as the model's configuration and the requests before allow. */
  propose(model: ServingModel): Promise<readonly RetrainingRequest[]>;
  /** Somebody asks for it. @throws EdgeError CONFLICT while a request by hand is open */
  request(model: ServingModel, asked: { readonly by: string; readonly note: string }): Promise<RetrainingRequest>;
  /** Newest first. */
  list(
    filter?: PageOf & { readonly modelName?: string | undefined; readonly status?: string | undefined },
  ): Promise<Page<RetrainingRequest>>;
  /** @throws EdgeError NOT_FOUND; CONFLICT when it has been decided already */
  decide(id: string, decision: RetrainingDecision): Promise<RetrainingRequest>;
}

export interface RetrainingOptions {
  readonly store: Store;
  readonly metrics: Pick<MetricsReader, 'series'>;
  readonly checks: Pick<Checks, 'drift'>;
  readonly config: (modelId: string) => Promise<MonitoringConfig>;
  readonly clock: Clock;
}

/** Requests to train models again, which people approve or reject. */
export function createRetraining(options: RetrainingOptions): Retraining {
  const { store, config, clock } = options;
  const table = store.table(retrainingRequestTable);
  return {
    propose: async (model) => {
      const { retraining: settings = defaultRetrainingSettings } = await config(model.modelName);
      if (!settings.enabled) return [];
      const before = await newestOfCauses(table, model.modelName);
      const approvedAt = lastApproval(before);
      const nowMs = clock.nowMs();
      const found = findCauses(await factsOf(options, model, { approvedAt, nowMs }), settings);
      const earliest = nowMs - parseDuration(settings.minimumInterval, 'minimumInterval');
      if (approvedAt > earliest) return [];
      const made: RetrainingRequest[] = [];
      for (const { cause, evidence } of found) {
        const last = before.get(cause);
        if (last !== undefined && (last.status === 'pending_approval' || last.createdAt > earliest)) continue;
        const asked = { cause, evidence, requestedBy: null, note: null };
        const request = await create(table, last, { ...blank(model, nowMs), ...asked });
        if (request !== undefined) made.push(request);
      }
      return made;
    },
    request: async (model, { by, note }) => {
      const last = (await newestOfCauses(table, model.modelName)).get('manual');
      const asked = { cause: 'manual', evidence: {}, requestedBy: by, note } as const;
      const request =
        last?.status === 'pending_approval'
          ? undefined
          : await create(table, last, { ...blank(model, clock.nowMs()), ...asked });
      if (request !== undefined) return request;
      const message = `retraining of ${JSON.stringify(model.modelName)} has been asked for and waits for a decision`;
      throw new EdgeError('CONFLICT', message);
    },
    list: ({ modelName, status, ...page } = {}) =>
      table.query(newestWhere<RetrainingRequest>('createdAt', { modelName, status }, page)),
    decide: (id, decision) => decide(table, id, { ...decision, nowMs: clock.nowMs() }),
  };
}

/** The newest request of each cause. */
async function newestOfCauses(
  table: Table<RetrainingRequest>,
  modelName: string,
): Promise<ReadonlyMap<RetrainingCause, RetrainingRequest>> {
  const found = new Map<RetrainingCause, RetrainingRequest>();
  for (const cause of retrainingCauses) {
    const where = [{ field: 'id', op: 'startsWith', value: `${modelName}:${cause}:` }] as const;
    const { rows } = await table.query({ where, sort: { field: 'id', order: 'descending' }, limit: 1 });
    if (rows[0] !== undefined) found.set(cause, rows[0]);
  }
  return found;
}

/** When training was last approved, for whatever cause; 0: never. */
const lastApproval = (newest: ReadonlyMap<RetrainingCause, RetrainingRequest>): number =>
  Math.max(0, ...[...newest.values()].map(({ status, decidedAt }) => (status === 'approved' ? (decidedAt ?? 0) : 0)));

async function factsOf(
  { metrics, checks }: RetrainingOptions,
  { modelName, modelVersion: version, servingSince }: ServingModel,
  { approvedAt, nowMs }: { readonly approvedAt: number; readonly nowMs: number },
) {
  const { hourly, daily } = granularities;
  const since = Math.max(servingSince ?? 0, approvedAt);
  const to = nowMs + 1;
  // Whole days, so that years can be asked for; the first may hold some hours more.
  const from = Math.max(since, nowMs - 3_650 * daily);
  const [newest, lastDay, sinceThen] = await Promise.all([
    checks.drift.latest(modelName),
    metrics.series(modelName, { version, granularity: 'hourly', from: nowMs - 24 * hourly, to }),
    metrics.series(modelName, { version, granularity: nowMs - from < 30 * daily ? 'hourly' : 'daily', from, to }),
  ]);
  const drift = newest?.modelVersion === version ? newest : undefined;
  return { drift, lastDay: lastDay.total, newLabelled: sinceThen.total.judged, since, nowMs };
}

const blank = ({ modelName, modelVersion }: ServingModel, nowMs: number) =>
  ({
    modelName,
    modelVersion,
    status: 'pending_approval',
    createdAt: nowMs,
    decidedBy: null,
    decidedAt: null,
    decisionReason: null,
  }) as const;

/** `undefined` when somebody else has made one after the last. */
async function create(
  table: Table<RetrainingRequest>,
  last: RetrainingRequest | undefined,
  request: Omit<RetrainingRequest, 'id'>,
): Promise<RetrainingRequest | undefined> {
  const number = Number(last?.id.slice(last.id.lastIndexOf(':') + 1) ?? 0) + 1;
  const made = { ...request, id: `${request.modelName}:${request.cause}:${String(number).padStart(6, '0')}` };
  try {
    await table.put(made, { ifAbsent: true });
    return made;
  } catch (error) {
    if (isEdgeError(error, 'CONFLICT')) return undefined;
    throw error;
  }
}

async function decide(
  table: Table<RetrainingRequest>,
  id: string,
  { status, by, reason, nowMs }: RetrainingDecision & { readonly nowMs: number },
): Promise<RetrainingRequest> {
  const changes = { status, decidedBy: by, decidedAt: nowMs, decisionReason: reason };
  try {
    return await table.patch(id, changes, { ifMatch: { status: 'pending_approval' } });
  } catch (error) {
    if (isEdgeError(error, 'NOT_FOUND')) throw noSuch('retraining request', id, error);
    if (!isEdgeError(error, 'PRECONDITION_FAILED')) throw error;
    const decided = await table.get(id);
    throw new EdgeError(
      'CONFLICT',
      `expected a request that waits for a decision, this one is ${decided?.status ?? 'gone'}`,
      {
        cause: error,
      },
    );
  }
}
