import { EdgeError, isEdgeError, type Clock, type Store, type Table } from '@harper-edge/contracts';
import { dayOf, fullMs, leftOf, midnightMs, nextTokenMs, takeLease } from './lease.ts';
import type { Limits } from './tenant.ts';
import { usageTable, type Usage } from './usage.ts';

/** Whether one more request is within the limits, and what they then leave. */
export interface Allowance {
  readonly isAllowed: boolean;
  /** The limit that is nearer: of a minute or of a day. */
  readonly limit: number;
  /** Requests it has left, as far as this thread knows. */
  readonly remaining: number;
  /** Seconds until it is whole again. */
  readonly resetSeconds: number;
  /** Seconds until the next request is allowed; 0 while one is. */
  readonly retryAfterSeconds: number;
}

export interface RateLimits {
  /**
   * Counts one request of `subject`, a key of the tenant or `tenant` for all of them; `undefined` where nothing limits it.
   *
   * Threads of a host take requests in leases from one row: at most a twentieth of `perMinute` at a time, and no more than a
   * twentieth of what the day has left. So `perDay` is never exceeded, and in any t seconds pass at most perMinute ·
   * (1 + t / 60) requests and one lease for each thread. What a thread does not use within a minute is lost.
   *
   * @throws EdgeError UNAVAILABLE when the count cannot be written
   */
  take(tenantId: string, subject: string, limits: Limits): Allowance | undefined | Promise<Allowance | undefined>;
  /** One that was taken and not used: it counts for the next. */
  giveBack(tenantId: string, subject: string): void;
}

export interface RateLimitsOptions {
  readonly store: Store;
  readonly clock: Clock;
}

/** What this thread holds for one subject. */
interface Holding {
  held: number;
  /** Size of the last lease. */
  size: number;
  leasedAtMs: number;
  /** As the row was when this thread last looked. */
  usage: Usage | undefined;
  /** From this moment until that one nothing is left, under these limits. */
  emptySinceMs: number;
  emptyUntilMs: number;
  emptyLimits: Limits | undefined;
  /** Of requests that found nothing held: they lease one after the other. */
  queue: Promise<unknown>;
}

const keptMs = 60_000;
/** A lease used up faster than this is followed by one twice as large, any other by one of 1. */
const fastMs = 1_000;
const maxHoldings = 10_000;
/** Threads that lease at once try again until the row takes theirs. */
const maxAttempts = 50;

/** Counts the requests of keys and tenants, over all threads of a host. */
export function createRateLimits({ store, clock }: RateLimitsOptions): RateLimits {
  const rows = store.table(usageTable);
  const holdings = new Map<string, Holding>();
  const holdingOf = (id: string): Holding => {
    const known = holdings.get(id);
    if (known !== undefined) return known;
    if (holdings.size >= maxHoldings) holdings.clear();
    const made = newHolding();
    holdings.set(id, made);
    return made;
  };
  const takeHeld = (holding: Holding, limits: Limits): Allowance | undefined => {
    const nowMs = clock.nowMs();
    const isStale = nowMs - holding.leasedAtMs > keptMs || dayOf(nowMs) !== dayOf(holding.leasedAtMs);
    if (isStale || nowMs < holding.leasedAtMs) holding.held = 0;
    const isEmpty = holding.held === 0 && isKnownEmpty(holding, limits, nowMs);
    if (holding.held === 0 && !isEmpty) return undefined;
    if (!isEmpty) holding.held--;
    return describe(holding, { limits, nowMs, isAllowed: !isEmpty });
  };
  const takeOrLease = async (id: string, limits: Limits): Promise<Allowance> => {
    const holding = holdingOf(id);
    for (;;) {
      const allowance = takeHeld(holding, limits);
      if (allowance !== undefined) return allowance;
      await lease(rows, { id, limits, holding, clock });
    }
  };
  return {
    take: (tenantId, subject, limits) => {
      if (limits.perMinute === null && limits.perDay === null) return undefined;
      const id = `${tenantId}/${subject}`;
      const holding = holdingOf(id);
      const allowance = takeHeld(holding, limits);
      if (allowance !== undefined) return allowance;
      const taken = holding.queue.then(() => takeOrLease(id, limits));
      holding.queue = taken.catch(() => undefined);
      return taken;
    },
    giveBack: (tenantId, subject) => {
      const holding = holdings.get(`${tenantId}/${subject}`);
      if (holding !== undefined && holding.leasedAtMs > 0) holding.held++;
    },
  };
}

const newHolding = (): Holding => ({
  held: 0,
  size: 0,
  leasedAtMs: 0,
  usage: undefined,
  emptySinceMs: 0,
  emptyUntilMs: 0,
  emptyLimits: undefined,
  queue: Promise.resolve(),
});

/** Not after limits were changed, nor after the clock was set back. */
function isKnownEmpty({ emptySinceMs, emptyUntilMs, emptyLimits }: Holding, limits: Limits, nowMs: number): boolean {
  const isSame = emptyLimits?.perMinute === limits.perMinute && emptyLimits.perDay === limits.perDay;
  return isSame && nowMs >= emptySinceMs && nowMs < emptyUntilMs;
}

interface Leasing {
  readonly id: string;
  readonly limits: Limits;
  readonly holding: Holding;
  readonly clock: Clock;
}

/** Afterwards something is held, or it is known until when nothing is left. */
async function lease(rows: Table<Usage>, { id, limits, holding, clock }: Leasing): Promise<void> {
  for (let attempts = 1; attempts <= maxAttempts; attempts++) {
    const before = await rows.get(id);
    const nowMs = clock.nowMs();
    const wanted = nowMs - holding.leasedAtMs < fastMs ? holding.size * 2 : 1;
    const { granted, next } = takeLease(before, { id, limits, wanted: Math.max(1, wanted), nowMs });
    holding.usage = before;
    if (granted <= 0) {
      const emptyUntilMs = nextTokenMs(before, limits, nowMs);
      Object.assign(holding, { emptySinceMs: nowMs, emptyUntilMs, emptyLimits: limits });
      return;
    }
    if (!(await isWritten(rows, before, next))) continue;
    Object.assign(holding, { held: granted, size: granted, leasedAtMs: nowMs, usage: next });
    return;
  }
  throw new EdgeError('UNAVAILABLE', 'too many requests are counted at once; try again');
}

/** False when another thread was faster. */
async function isWritten(rows: Table<Usage>, before: Usage | undefined, next: Usage): Promise<boolean> {
  try {
    if (before === undefined) {
      await rows.put(next, { ifAbsent: true });
    } else {
      await rows.patch(next.id, next, { ifMatch: before });
    }
    return true;
  } catch (error) {
    if (['CONFLICT', 'PRECONDITION_FAILED', 'NOT_FOUND'].some((code) => isEdgeError(error) && error.code === code)) {
      return false;
    }
    throw error;
  }
}

interface Described {
  readonly limits: Limits;
  readonly nowMs: number;
  readonly isAllowed: boolean;
}

function describe({ held, usage, emptyUntilMs }: Holding, { limits, nowMs, isAllowed }: Described): Allowance {
  const { perMinute, perDay } = limits;
  const { minute, today } = leftOf(usage, limits, nowMs);
  const isOfDay = perMinute === null || (perDay !== null && today < minute);
  const resetAtMs = isOfDay ? midnightMs(nowMs) : fullMs(minute, perMinute, nowMs);
  const seconds = (untilMs: number): number => Math.max(0, Math.ceil((untilMs - nowMs) / 1_000));
  return {
    isAllowed,
    limit: (isOfDay ? perDay : perMinute) ?? 0,
    remaining: isAllowed ? held + Math.floor(Math.min(minute, today)) : 0,
    resetSeconds: seconds(resetAtMs),
    retryAfterSeconds: isAllowed ? 0 : Math.max(1, seconds(emptyUntilMs)),
  };
}
