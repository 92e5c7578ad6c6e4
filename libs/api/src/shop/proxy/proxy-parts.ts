import type { Clock, Rng } from '@harper-edge/contracts';
import type { Tenant } from '@harper-edge/tenants';
import { createCircuitBreaker, type CircuitBreaker } from './circuit-breaker.ts';
import { createUpstreamClient, type UpstreamClient } from './upstream-client.ts';

/** What this thread keeps for the proxies of tenants: connections, and who does not answer; each thread finds out itself. */
export interface ProxyParts {
  readonly client: UpstreamClient;
  /** Of the tenant's upstream as it is now: another address is another server, of which nothing is known. */
  breakerOf(tenant: Tenant): CircuitBreaker;
}

const maxBreakers = 10_000;

export function createProxyParts({ clock, rng }: { readonly clock: Clock; readonly rng: Rng }): ProxyParts {
  const breakers = new Map<string, { readonly url: string | undefined; readonly breaker: CircuitBreaker }>();
  return {
    client: createUpstreamClient({ rng }),
    breakerOf: ({ id, upstream }) => {
      const found = breakers.get(id);
      if (found !== undefined && found.url === upstream?.url) return found.breaker;
      const breaker = createCircuitBreaker({ clock });
      if (breakers.size >= maxBreakers) breakers.clear();
      breakers.set(id, { url: upstream?.url, breaker });
      return breaker;
    },
  };
}
