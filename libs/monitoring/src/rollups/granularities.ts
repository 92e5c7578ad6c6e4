/** What a series of metrics can be cut into, and how wide each piece is in milliseconds; days are those of UTC. */
export const granularities = {
  '5min': 300_000,
  hourly: 3_600_000,
  daily: 86_400_000,
} as const satisfies Readonly<Record<string, number>>;

export type Granularity = keyof typeof granularities;

/** Where the piece of this width begins that holds the time. */
export const startOf = (timeMs: number, widthMs: number): number => Math.floor(timeMs / widthMs) * widthMs;

/** A time as a part of an id: sorts as text as it does as a number, up to the year 9999. */
export const timeKey = (timeMs: number): string => String(timeMs).padStart(15, '0');
