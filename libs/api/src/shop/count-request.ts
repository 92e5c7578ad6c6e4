import { EdgeError } from '@harper-edge/contracts';
import type { Allowance, GrantedKey, Tenant } from '@harper-edge/tenants';
import type { Asked } from '../http/route.ts';

/** All callers of a tenant together, where single keys are counted by their ids. */
const everybody = 'tenant';

export interface Counted {
  readonly tenant: Tenant;
  /** Whose key it is; `undefined`: the host knows the caller. */
  readonly key: GrantedKey | undefined;
}

/**
 * Counts a request of a tenant against the limits of the key and of the tenant, and says what they leave in the three headers
 * that most clients read, `RateLimit-Limit`, `-Remaining` and `-Reset` (draft-ietf-httpapi-ratelimit-headers-03), of the
 * limit that is nearest. Without limits there are none.
 *
 * @throws EdgeError RATE_LIMITED; UNAVAILABLE when it cannot be counted
 */
export async function countRequest({ services, headers }: Asked, { tenant, key }: Counted): Promise<void> {
  const { usage } = services.shop;
  const ofKey = key === undefined ? undefined : await usage.take(tenant.id, key.keyId, key.limits);
  if (ofKey?.isAllowed === false) throw refused(headers, ofKey, 'this key');
  const ofTenant = await usage.take(tenant.id, everybody, tenant.limits);
  if (ofTenant?.isAllowed === false) {
    // What the tenant refuses is not the key's.
    if (key !== undefined && ofKey !== undefined) usage.giveBack(tenant.id, key.keyId);
    throw refused(headers, ofTenant, `all callers of tenant "${tenant.id}" together`);
  }
  const nearest = nearer(ofKey, ofTenant);
  if (nearest !== undefined) tell(headers, nearest);
}

const nearer = (a: Allowance | undefined, b: Allowance | undefined): Allowance | undefined =>
  a === undefined || (b !== undefined && b.remaining < a.remaining) ? b : a;

function tell(headers: Record<string, string>, { limit, remaining, resetSeconds }: Allowance): void {
  headers['ratelimit-limit'] = String(limit);
  headers['ratelimit-remaining'] = String(remaining);
  headers['ratelimit-reset'] = String(resetSeconds);
}

function refused(headers: Record<string, string>, allowance: Allowance, who: string): EdgeError {
  tell(headers, allowance);
  const { limit, retryAfterSeconds } = allowance;
  return new EdgeError('RATE_LIMITED', `the limit of ${limit} requests of ${who} is used up; try again later`, {
    retryAfterSeconds,
  });
}
