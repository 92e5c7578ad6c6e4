import { createHash } from 'node:crypto';
import type { Clock, Logger } from '@harper-edge/contracts';
import type { ShopperEvent, Shoppers } from '@harper-edge/personalization';
import { cacheReads } from '@harper-edge/tenants';

/** What a shopper did here before. */
export interface History {
  /** Newest first, at most 50. */
  readonly events: readonly ShopperEvent[];
  /** Another one whenever the events are others; empty without events. */
  readonly revision: string;
}

export interface Histories {
  /** From memory as long as nobody on this host did anything, and for up to 2 s where another host of a cluster may know more. */
  of(tenantId: string, userId: string): Promise<History>;
}

const maxEvents = 50;
const nothing: History = { events: [], revision: '' };

export interface HistoriesOptions {
  readonly shoppers: Pick<Shoppers, 'recent' | 'changes'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What shoppers did; nothing where the store fails, which is logged and costs nobody the answer. */
export function createHistories({ shoppers, clock, logger }: HistoriesOptions): Histories {
  const read = async (shopper: string): Promise<History> => {
    // No id of a tenant has a slash.
    const [tenantId = '', userId = ''] = shopper.split('/');
    const events = await shoppers.recent(tenantId, userId, maxEvents);
    return events.length === 0 ? nothing : { events, revision: revisionOf(events) };
  };
  const cached = cacheReads(read, { changes: shoppers.changes?.bind(shoppers), clock });
  return {
    of: async (tenantId, userId) => {
      try {
        return await cached(`${tenantId}/${userId}`);
      } catch (error) {
        logger.warn('the history of a shopper was not read', { tenantId, error });
        return nothing;
      }
    },
  };
}

const revisionOf = (events: readonly ShopperEvent[]): string =>
  createHash('sha256')
    .update(events.map(({ id }) => id).join('\n'))
    .digest('base64url');
