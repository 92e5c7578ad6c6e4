import { granularities } from './granularities.ts';

/** How long the pieces of a series stay, in days; days themselves stay for good. */
export const rollupDays = { '5min': 35, hourly: 400 } as const;

/**
 * Rollups that begin before this time may be deleted: they are older than anybody looks at them, and a day older than every
 * event that is still there, so that they are not needed to add up an hour or a day again.
 */
export const forgottenBefore = (
  granularity: keyof typeof rollupDays,
  { nowMs, deletedBefore }: { readonly nowMs: number; readonly deletedBefore: number },
): number => Math.min(nowMs - rollupDays[granularity] * granularities.daily, deletedBefore - granularities.daily);
