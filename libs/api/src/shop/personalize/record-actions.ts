import { EdgeError } from '@harper-edge/contracts';
import type { ShopperAction } from '@harper-edge/personalization';
import type { Tenant } from '@harper-edge/tenants';
import type { Services } from '../../services.ts';

export interface Recorded {
  readonly recorded: number;
  readonly duplicates: number;
}

/** The clock of another machine may be ahead by so much. */
const toleranceMs = 300_000;

/**
 * Keeps what shoppers did. All is checked before the first is written.
 *
 * @throws EdgeError NOT_FOUND for a product that the catalogue does not have; INVALID_INPUT for an id given twice, or a time to
 *   come
 */
export async function recordActions(
  { shop, clock }: Services,
  tenant: Tenant,
  actions: readonly ShopperAction[],
): Promise<Recorded> {
  const { byId } = await shop.personalize.catalogues.of(tenant);
  const seen = new Set<string>();
  for (const { id, productId, timestamp } of actions) {
    if (seen.has(id)) throw new EdgeError('INVALID_INPUT', `events: expected each id once, received "${id}" twice`);
    seen.add(id);
    if (!byId.has(productId)) throw new EdgeError('NOT_FOUND', `the catalogue has no product "${productId}"`);
    if (timestamp > clock.nowMs() + toleranceMs) {
      throw new EdgeError('INVALID_INPUT', `timestamp: expected a moment that has been, received ${timestamp}`);
    }
  }
  const isNew = await Promise.all(actions.map((action) => shop.shoppers.record(action)));
  const recorded = isNew.filter(Boolean).length;
  return { recorded, duplicates: actions.length - recorded };
}
