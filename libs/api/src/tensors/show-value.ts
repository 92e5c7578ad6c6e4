/** The value as it came, for an error message: JSON, cut short, with big integers as their digits. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)).slice(
    0,
    80,
  );
}
