import { isEdgeError, type Clock, type EdgeErrorCode, type Logger } from '@harper-edge/contracts';
import type { Metric } from '../../http/prometheus.ts';

/** Why an answer is not personalized, in words that stay the same for programs. */
export const fallbackReasons = [
  'noModel',
  'coldStart',
  'noProducts',
  'modelNotFound',
  'modelUnsuitable',
  'modelBusy',
  'modelTooLate',
  'modelFailed',
] as const;
export type FallbackReason = (typeof fallbackReasons)[number];

/** What the failure of a model means for an answer. */
export const reasonOf = (error: unknown): FallbackReason =>
  (isEdgeError(error) ? reasons[error.code] : undefined) ?? 'modelFailed';

const reasons: Partial<Record<EdgeErrorCode, FallbackReason>> = {
  NOT_FOUND: 'modelNotFound',
  INVALID_INPUT: 'modelUnsuitable',
  UNAVAILABLE: 'modelBusy',
  DEADLINE_EXCEEDED: 'modelTooLate',
};

export interface Outcomes {
  count(tenantId: string, outcome: 'personalized' | FallbackReason): void;
  /** Logs the failure of a part that an answer can do without: the first within a minute, with how many there were since. */
  warn(tenantId: string, what: string, error: unknown): void;
  metrics(): readonly Metric[];
}

const quietMs = 60_000;
const maxTenants = 100;
const otherTenants = '(others)';

/** How the recommendations of this thread came about; at most a hundred tenants are counted by name. */
export function createOutcomes({ clock, logger }: { readonly clock: Clock; readonly logger: Logger }): Outcomes {
  const counts = new Map<string, Map<string, number>>();
  const warned = new Map<string, { atMs: number; since: number }>();
  return {
    count: (tenantId, outcome) => {
      const name = counts.has(tenantId) || counts.size < maxTenants ? tenantId : otherTenants;
      const of = counts.get(name) ?? new Map<string, number>();
      counts.set(name, of.set(outcome, (of.get(outcome) ?? 0) + 1));
    },
    warn: (tenantId, what, error) => {
      const key = `${tenantId}/${what}`;
      const last = warned.get(key);
      const nowMs = clock.monotonicMs();
      if (last !== undefined && nowMs - last.atMs < quietMs) {
        last.since++;
        return;
      }
      if (warned.size > 1_000) warned.clear();
      warned.set(key, { atMs: nowMs, since: 0 });
      logger.warn(what, { tenantId, error, ...(last !== undefined && last.since > 0 && { since: last.since }) });
    },
    metrics: () => [
      {
        name: 'edge_ai_personalize_answers_total',
        type: 'counter',
        help: 'Recommendations made, by how they came about; the cache counts those it answered.',
        samples: [...counts].flatMap(([tenant, outcomes]) =>
          [...outcomes].map(([outcome, value]) => ({ labels: { tenant, outcome }, value })),
        ),
      },
    ],
  };
}
