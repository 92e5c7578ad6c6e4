import { EdgeError } from '@harper-edge/contracts';
import { containsKey, looksLikeKey, noTenant, type GrantedKey, type TenantScope } from '@harper-edge/tenants';
import type { ApiRequest } from '../http/exchange.ts';
import type { Admission, Asked } from '../http/route.ts';
import { countRequest } from './count-request.ts';

/**
 * Who may act for the tenant of the path: whom the host knows, for every tenant; the holder of a tenant's key, for that one
 * and in the key's scopes. A key that is presented decides alone, also where the host lets everybody in. The request is
 * counted here, before its body is read.
 *
 * @throws EdgeError UNAUTHENTICATED without a credential that is valid; NOT_FOUND alike for a tenant that is not there and
 *   one that the key does not belong to; FORBIDDEN without the scope; RATE_LIMITED
 */
export async function admitToTenant(asked: Asked, allowed: readonly TenantScope[]): Promise<Admission> {
  const { services, request, caller, params } = asked;
  const { tenants, keys } = services.shop;
  const named = params['tenant'] ?? '';
  if (request.url.includes('?') && containsKey(request.url)) throw keyInUrl();
  const presented = presentedKey(request);
  if (presented === undefined) {
    if (caller === undefined) throw unauthenticated();
    const tenant = await tenants.get(named);
    await countRequest(asked, { tenant, key: undefined });
    return { caller, tenant };
  }
  const key = await keys.check(presented);
  if (key === undefined) throw unauthenticated();
  if (key.tenantId !== named) throw noTenant(named);
  const tenant = await tenants.get(named);
  checkScope(key, allowed);
  await countRequest(asked, { tenant, key });
  return { caller: { name: `${key.tenantId}/${key.keyId}`, isUser: true }, tenant };
}

/** What looks like the key of a tenant, right or wrong. */
function presentedKey({ headers }: ApiRequest): string | undefined {
  const sent = headers.get('x-api-key');
  if (sent !== null && looksLikeKey(sent)) return sent;
  const bearer = /^Bearer +(.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  return bearer !== undefined && looksLikeKey(bearer) ? bearer : undefined;
}

function checkScope({ scopes }: GrantedKey, allowed: readonly TenantScope[]): void {
  if (scopes.some((scope) => allowed.includes(scope))) return;
  const expected = allowed.join(' or ');
  throw new EdgeError('FORBIDDEN', `expected a key with the scope ${expected}; this one has ${scopes.join(', ')}`);
}

const unauthenticated = (): EdgeError =>
  new EdgeError('UNAUTHENTICATED', 'expected a credential; none came, or it is not valid (any more)');

const keyInUrl = (): EdgeError =>
  new EdgeError(
    'UNAUTHENTICATED',
    'a key in the address ends up in logs: send it as X-API-Key, and rotate this one, which is to be taken as known',
  );
