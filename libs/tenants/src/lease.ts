import type { Limits } from './tenant.ts';
import type { Usage } from './usage.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** A thread takes no more than this share of a limit at a time, and of what a day has left. */
const largestShare = 1 / 20;
/** Sums of fractions may end a little below the whole they mean. */
const rounding = 1e-9;

export const dayOf = (nowMs: number): number => Math.floor(nowMs / dayMs);

/** What is left at a moment. */
export interface Left {
  /** Infinity where there is no such limit. */
  readonly minute: number;
  readonly today: number;
}

export function leftOf(usage: Usage | undefined, limits: Limits, nowMs: number): Left {
  const { perMinute, perDay } = limits;
  return {
    minute: perMinute === null ? Infinity : refilled(usage, perMinute, nowMs),
    today: perDay === null ? Infinity : Math.max(0, perDay - countOf(usage, nowMs).usedToday),
  };
}

/** Of today; a clock that was set back over midnight goes on with the day it was in, but not for longer than a day. */
function countOf(usage: Usage | undefined, nowMs: number): Pick<Usage, 'day' | 'usedToday'> {
  const today = dayOf(nowMs);
  const isCurrent = usage?.day === today || usage?.day === today + 1;
  return isCurrent ? usage : { day: today, usedToday: 0 };
}

function refilled(usage: Usage | undefined, perMinute: number, nowMs: number): number {
  if (usage === undefined || usage.tokens === null) return perMinute;
  // A clock that was set back by more than a minute was wrong before.
  if (usage.refilledAt > nowMs + minuteMs) return perMinute;
  const elapsedMs = Math.max(0, nowMs - usage.refilledAt);
  return Math.min(perMinute, usage.tokens + (elapsedMs * perMinute) / minuteMs);
}

/** The most that a thread may take at a time. */
function largestLease({ perMinute }: Limits, { today }: Left): number {
  const ofMinute = perMinute === null ? Infinity : perMinute * largestShare;
  return Math.max(1, Math.floor(Math.min(ofMinute, today * largestShare)));
}

/** Takes up to `wanted` requests: how many it gets, and what the row then holds. */
export function takeLease(
  usage: Usage | undefined,
  {
    id,
    limits,
    wanted,
    nowMs,
  }: { readonly id: string; readonly limits: Limits; readonly wanted: number; readonly nowMs: number },
): { readonly granted: number; readonly next: Usage } {
  const left = leftOf(usage, limits, nowMs);
  const whole = Math.floor(Math.min(left.minute + rounding, left.today));
  const granted = Math.min(wanted, largestLease(limits, left), whole);
  const { day, usedToday } = countOf(usage, nowMs);
  const next = {
    id,
    tokens: left.minute === Infinity ? null : Math.max(0, left.minute - granted),
    refilledAt: left.minute === limits.perMinute ? nowMs : Math.max(nowMs, usage?.refilledAt ?? 0),
    day,
    usedToday: usedToday + granted,
  };
  return { granted, next };
}

/** When the next request can be taken after one was refused, milliseconds since 1970. */
export function nextTokenMs(usage: Usage | undefined, limits: Limits, nowMs: number): number {
  const { minute, today } = leftOf(usage, limits, nowMs);
  const refillMs =
    minute >= 1 || limits.perMinute === null ? 0 : Math.ceil(((1 - minute) * minuteMs) / limits.perMinute);
  // A clock that was set back has to come to where it was first.
  const sinceMs = minute >= 1 ? nowMs : Math.max(nowMs, usage?.refilledAt ?? 0);
  return today >= 1 ? sinceMs + refillMs : Math.max(sinceMs + refillMs, midnightMs(nowMs));
}

export const midnightMs = (nowMs: number): number => (dayOf(nowMs) + 1) * dayMs;

/** When the bucket is full again, milliseconds since 1970. */
export const fullMs = (minute: number, perMinute: number, nowMs: number): number =>
  nowMs + ((perMinute - minute) * minuteMs) / perMinute;
