import { EdgeError } from '@harper-edge/contracts';

/** How long a unit of a duration is, in milliseconds. */
const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

const pattern = /^(\d{1,9}(?:[.]\d{1,3})?)(ms|s|m|h|d|w)$/;
const tenYearsMs = 3_653 * units.d;

/**
 * Milliseconds of a duration as people write it: `500ms`, `30s`, `5m`, `1.5h`, `7d`, `2w`. Above 0, up to ten years.
 *
 * @param what named in the message
 * @throws EdgeError INVALID_INPUT
 * @example parseDuration('5m', 'window') // 300000
 */
export function parseDuration(text: string, what: string): number {
  const [, amount, unit] = pattern.exec(text) ?? [];
  const ms = unit === undefined ? NaN : Math.round(Number(amount) * units[unit as keyof typeof units]);
  if (ms >= 1 && ms <= tenYearsMs) return ms;
  throw new EdgeError(
    'INVALID_INPUT',
    `${what}: expected a duration as 30s, 5m, 6h or 7d, above 0 and up to ten years, received ${JSON.stringify(text.slice(0, 40))}`,
  );
}
