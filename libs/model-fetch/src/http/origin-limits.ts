import { createRateLimit, type RateLimit, type RateLimitOptions } from './rate-limit.ts';

/** So many origins are known before the one that was asked for longest ago is forgotten. */
const mostOrigins = 1_000;

/** A limit for the origin of each URL: what one server asks for keeps nobody from another. */
export function createOriginLimits(options: RateLimitOptions): (url: URL) => RateLimit {
  const limits = new Map<string, RateLimit>();
  return ({ origin }) => {
    const limit = limits.get(origin) ?? createRateLimit(options);
    // Again at the end, so that the first is the one that was asked for longest ago.
    limits.delete(origin);
    limits.set(origin, limit);
    const [oldest] = limits.keys();
    if (limits.size > mostOrigins && oldest !== undefined) limits.delete(oldest);
    return limit;
  };
}
