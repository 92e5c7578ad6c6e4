import type { EventRefusal, UnitEvent } from '@harper-edge/ab-testing';
import type { TenantExperiments } from '@harper-edge/ab-testing/stored';
import { inGroups } from './in-groups.ts';
import { knownPlan } from './known-plan.ts';

export interface UserEvent extends UnitEvent {
  readonly userId: string;
}

export interface TrackedEvents {
  readonly counted: number;
  /** How many did not count, by why. */
  readonly refused: Readonly<Partial<Record<EventRefusal, number>>>;
  /** The first hundred of them, by their place in what was sent. */
  readonly refusals: readonly { readonly index: number; readonly userId: string; readonly reason: EventRefusal }[];
  /** Types that came and that no metric of the experiment measures: they count, and change nothing. */
  readonly unmeasured: readonly string[];
}

const mostRefusals = 100;

/**
 * Takes events of users in, in the order they came. Each is stored when this resolves; one with an id may be sent again
 * after a failure, and counts once.
 *
 * @throws EdgeError NOT_FOUND
 */
export async function trackEvents(
  experiments: TenantExperiments,
  experimentId: string,
  events: readonly UserEvent[],
): Promise<TrackedEvents> {
  const { metrics } = await knownPlan(experiments, experimentId);
  const outcomes = await inGroups(events, ({ userId, ...event }) =>
    experiments.trackEvent(experimentId, userId, event),
  );
  const refusals = outcomes.flatMap(({ refused: reason }, index) =>
    reason === null ? [] : [{ index, userId: events[index]?.userId ?? '', reason }],
  );
  const refused: Partial<Record<EventRefusal, number>> = {};
  for (const { reason } of refusals) refused[reason] = (refused[reason] ?? 0) + 1;
  const measured = new Set(metrics.map(({ event }) => event));
  return {
    counted: outcomes.length - refusals.length,
    refused,
    refusals: refusals.slice(0, mostRefusals),
    unmeasured: [...new Set(events.map(({ type }) => type))].filter((type) => !measured.has(type)),
  };
}
