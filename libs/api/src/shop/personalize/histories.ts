import { createHash } from 'node:crypto';
import type { Logger } from '@harper-edge/contracts';
import type { ShopperEvent, Shoppers } from '@harper-edge/personalization';

/** What a shopper did here before. */
export interface History {
  /** Newest first, at most 50. */
  readonly events: readonly ShopperEvent[];
  /** Another one whenever the events are others. */
  readonly revision: string;
}

export interface Histories {
  of(tenantId: string, userId: string): Promise<History>;
}

const maxEvents = 50;
const nothing: History = { events: [], revision: '' };

export interface HistoriesOptions {
  readonly shoppers: Pick<Shoppers, 'recent'>;
  readonly logger: Logger;
}

/** What shoppers did, read anew each time; nothing where the store fails, which is logged and costs nobody the answer. */
export function createHistories({ shoppers, logger }: HistoriesOptions): Histories {
  return {
    of: async (tenantId, userId) => {
      try {
        const events = await shoppers.recent(tenantId, userId, maxEvents);
        return events.length === 0 ? nothing : { events, revision: revisionOf(events) };
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
