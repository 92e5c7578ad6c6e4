import { EdgeError } from '@harper-edge/contracts';
import { z } from 'zod';
import { time } from '../schemas.ts';

/** Prices and numbers of units go up to here, so that no revenue is beyond what numbers hold. */
export const largest = 1e9;

export const price = z
  .number({ error: 'expected a price above 0, at most 1e9' })
  .positive('expected a price above 0')
  .max(largest)
  .meta({ description: 'Of one unit, in the currency of the shop.', example: 129.99 });

/** In a JSON body: a number or a text. */
export const moment = z
  .union([z.number().int().transform(String).pipe(time), time], {
    error: 'expected milliseconds since 1970 or an ISO 8601 date',
  })
  .meta({ description: 'Milliseconds since 1970, or an ISO 8601 date.', example: '2026-01-31T00:00:00Z' });

/** How far the clock of a caller may be ahead. */
const aheadMs = 300_000;

/** @throws EdgeError INVALID_INPUT for a time before 1970 or in the future */
export function checkPast(timestamp: number | undefined, what: string, nowMs: number): void {
  if (timestamp === undefined || (timestamp >= 0 && timestamp <= nowMs + aheadMs)) return;
  const received = Math.abs(timestamp) <= 8.64e15 ? new Date(timestamp).toISOString() : String(timestamp);
  throw new EdgeError('INVALID_INPUT', `body.${what}: expected a time from 1970 to now, received ${received}`);
}
