const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Powers of 1000, three digits: `999 B`, `1.23 MB`. */
export function formatBytes(bytes: number): string {
  const exponent = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** exponent;
  return `${exponent === 0 ? Math.round(value) : value.toPrecision(3)} ${units[exponent] ?? 'B'}`;
}

/** `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const pad = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3_600)} h ${pad(Math.floor((whole % 3_600) / 60))} min`;
}

/** Milliseconds since 1970 in UTC to the second, `2026-01-31T12:00:00Z`. */
export const formatTime = (ms: number | null | undefined): string | undefined =>
  ms === null || ms === undefined ? undefined : new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** Three digits that matter; `undefined` for what is not there. */
export const formatNumber = (value: number | null | undefined): string | undefined =>
  value === null || value === undefined ? undefined : Number(value.toPrecision(3)).toString();

/** A share in [0, 1] as percent. */
export const formatShare = (value: number | null | undefined): string | undefined =>
  value === null || value === undefined ? undefined : `${Number((value * 100).toPrecision(3)).toString()} %`;
