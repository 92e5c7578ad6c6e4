import { granularities, startOf, type Granularity } from './granularities.ts';
import type { Window } from './window.ts';

/** A window of whole five minutes in as few and as wide pieces as there are rollups for: days in the middle, hours and five minutes around. */
export function wholePieces(window: Window): readonly (readonly [Granularity, Window])[] {
  const hours = cut(window, granularities.hourly);
  const days = cut(window, granularities.daily);
  const pieces = [
    ...around('5min', window, hours),
    ...(hours === undefined ? [] : around('hourly', hours, days)),
    ...(days === undefined ? [] : [['daily', days] as const]),
  ];
  return pieces.filter(([, { from, to }]) => from < to);
}

/** The part of the window that is whole at this width. */
function cut({ from, to }: Window, widthMs: number): Window | undefined {
  const inner = { from: startOf(from + widthMs - 1, widthMs), to: startOf(to, widthMs) };
  return inner.from < inner.to ? inner : undefined;
}

const around = (granularity: Granularity, { from, to }: Window, inner: Window | undefined) =>
  inner === undefined
    ? [[granularity, { from, to }] as const]
    : [[granularity, { from, to: inner.from }] as const, [granularity, { from: inner.to, to }] as const];
