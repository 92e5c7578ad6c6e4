import { metricKinds, type Metric } from './metric.ts';
import { changeOfArm, changeOfRefused, emptyTotals, type EventRefusal, type ExperimentTotals } from './totals.ts';

/** What is kept of one unit in one experiment. Plain JSON. */
export interface UnitRecord {
  /** The arm of the first exposure. */
  readonly variantId: string;
  /** Version of the experiment then. */
  readonly version: number;
  /** First exposure in ms since 1970; null if no clock was given. */
  readonly exposedAt: number | null;
  /** Also seen in another arm, and so no part of the analysis. */
  readonly crossed: boolean;
  /** Value by metric, where it is not 0. */
  readonly values: Readonly<Record<string, number>>;
  /** Ids of the latest events, to recognise one that is sent again. */
  readonly eventIds: readonly string[];
}

/** A unit as it is to be kept and by how much the totals of the experiment change with it: both or none. */
export interface UnitChange {
  readonly unit: UnitRecord | undefined;
  readonly totals: ExperimentTotals;
}

/** Event ids remembered for a unit. */
const rememberedEvents = 1000;

export interface Exposure {
  readonly variantId: string;
  readonly version: number;
  readonly at: number | null;
}

/**
 * The first exposure counts, the same arm again changes nothing. A unit seen in a second arm says nothing about either: it
 * is taken out of the totals, with all it did.
 */
export function exposeUnit(unit: UnitRecord | undefined, { variantId, version, at }: Exposure): UnitChange {
  if (unit === undefined) {
    const exposed = { variantId, version, exposedAt: at, crossed: false, values: {}, eventIds: [] };
    return { unit: exposed, totals: changeOfArm(variantId, 1) };
  }
  if (unit.variantId === variantId || unit.crossed) return { unit, totals: emptyTotals };
  const removed = Object.entries(unit.values).map(([metric, before]) => ({ metric, before, after: 0 }));
  return {
    unit: { ...unit, crossed: true, values: {} },
    totals: { ...changeOfArm(unit.variantId, -1, removed), crossed: 1 },
  };
}

/** Something a unit did. */
export interface UnitEvent {
  readonly type: string;
  /** For metrics that are totals, such as revenue. Default 0. */
  readonly value?: number;
  /** An event with an id counts once, however often it is sent. */
  readonly id?: string;
  /** When it happened, in ms since 1970; it may arrive later. Default: now. */
  readonly at?: number;
}

export interface EventRules {
  readonly metrics: readonly Metric[];
  /** Events count for so long after the first exposure. */
  readonly windowMs?: number;
}

export type EventOutcome = UnitChange & { readonly refused: EventRefusal | null };

/** What an event changes; one that does not count changes only the number of its kind. */
export function applyEvent(unit: UnitRecord | undefined, event: UnitEvent, rules: EventRules): EventOutcome {
  const refused = refusalOf(unit, event, rules);
  if (unit === undefined || refused !== null) {
    return { unit, totals: changeOfRefused(refused ?? 'notExposed'), refused: refused ?? 'notExposed' };
  }
  const changes = rules.metrics
    .filter(({ id, event: type = id }) => type === event.type)
    .map(({ id, kind }) => {
      const before = unit.values[id] ?? 0;
      return { metric: id, before, after: metricKinds[kind].after(before, event.value ?? 0) };
    })
    .filter(({ before, after }) => before !== after);
  const values = { ...unit.values, ...Object.fromEntries(changes.map(({ metric, after }) => [metric, after])) };
  const eventIds = event.id === undefined ? unit.eventIds : [...unit.eventIds, event.id].slice(-rememberedEvents);
  return { unit: { ...unit, values, eventIds }, totals: changeOfArm(unit.variantId, 0, changes), refused: null };
}

function refusalOf(unit: UnitRecord | undefined, event: UnitEvent, { windowMs }: EventRules): EventRefusal | null {
  if (unit === undefined) return 'notExposed';
  if (unit.crossed) return 'crossed';
  if (event.id !== undefined && unit.eventIds.includes(event.id)) return 'seen';
  if (event.at === undefined || unit.exposedAt === null) return null;
  if (event.at < unit.exposedAt) return 'beforeExposure';
  return event.at > unit.exposedAt + (windowMs ?? Infinity) ? 'afterWindow' : null;
}
