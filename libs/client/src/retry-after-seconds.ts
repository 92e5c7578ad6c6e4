/**
 * What `Retry-After` asks for, in seconds: a number, or a date, which is read against the `Date` of the same answer, so that
 * no clock of ours matters. `undefined` when there is none or it cannot be read.
 *
 * Source: RFC 9110, 10.2.3
 */
export function retryAfterSeconds(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const seconds = (Date.parse(value) - Date.parse(headers.get('date') ?? '')) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
