import { EdgeError, type Clock, type Logger } from '@harper-edge/contracts';
import type { Experiments } from '@harper-edge/ab-testing/stored';
import type { Shoppers } from '@harper-edge/personalization';
import {
  revenueOf,
  type Prices,
  type Purchase,
  type PurchaseOrder,
  type PurchaseOutcome,
} from '@harper-edge/pricing/stored';

export interface Checkout {
  /**
   * Keeps an order and all that follows from it: sales for the prices, the shopper's history, conversions in experiments.
   * The same order again completes what a crash left undone, and counts nothing twice.
   *
   * @throws EdgeError CONFLICT for another order under its id; NOT_FOUND for an experiment that is not there, and then
   *   nothing is kept
   */
  record(order: PurchaseOrder): Promise<{ readonly purchase: Purchase; readonly isNew: boolean }>;
  /** Completes orders that a crash left undone, of all tenants. `record` sees to it once a minute. */
  finishInterrupted(): Promise<void>;
}

export interface CheckoutParts {
  readonly prices: Prices;
  readonly shoppers: Shoppers;
  readonly experiments: Experiments;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An order that is older than this and not settled is nobody's any more. */
const abandonedMs = 60_000;

/** Purchases: one row is the truth, and everything else is written after it, as often as it takes, with the same effect. */
export function createCheckout(parts: CheckoutParts): Checkout {
  const { prices, clock, logger } = parts;
  let nextSweepMs = -Infinity;

  const finishInterrupted = async (): Promise<void> => {
    const open = await prices.purchases.unsettled(clock.nowMs() - abandonedMs);
    for (const purchase of open) await settle(parts, purchase);
  };
  const sweep = (): void => {
    const nowMs = clock.monotonicMs();
    if (nowMs < nextSweepMs) return;
    nextSweepMs = nowMs + abandonedMs;
    finishInterrupted().catch((error: unknown) => {
      logger.warn('an order that was interrupted could not be completed; it is tried again', { error });
    });
  };

  return {
    record: async (order) => {
      sweep();
      await checkExperiments(parts, order);
      const { purchase, isNew } = await prices.purchases.keep(order);
      return { purchase: purchase.settled ? purchase : await settle(parts, purchase), isNew };
    },
    finishInterrupted,
  };
}

async function checkExperiments(
  { experiments }: CheckoutParts,
  { tenantId, experiments: named }: PurchaseOrder,
): Promise<void> {
  for (const id of named) {
    if ((await experiments.of(tenantId).getExperiment(id)) !== undefined) continue;
    throw new EdgeError('NOT_FOUND', `tenant "${tenantId}" has no experiment "${id}"`);
  }
}

async function settle(parts: CheckoutParts, purchase: Purchase): Promise<Purchase> {
  const { prices, shoppers } = parts;
  const { tenantId, orderId, userId, items, timestamp } = purchase;
  await prices.purchases.recordSales(purchase);
  if (userId === null) return purchase;
  await Promise.all(
    items.map(({ productId, quantity }, line) =>
      shoppers.record({
        ...{ id: `purchase/${orderId}/${line}`, tenantId, userId, productId, timestamp },
        ...{ type: 'purchased' as const, value: quantity },
      }),
    ),
  );
  const outcomes: PurchaseOutcome[] = [];
  for (const experimentId of purchase.experiments) {
    outcomes.push(await convert(parts, { ...purchase, userId }, experimentId));
  }
  await prices.purchases.settle(purchase, outcomes);
  return { ...purchase, outcomes };
}

async function convert(
  { experiments }: CheckoutParts,
  { tenantId, orderId, userId, items, timestamp }: Purchase & { readonly userId: string },
  experimentId: string,
): Promise<PurchaseOutcome> {
  const experiment = experiments.of(tenantId);
  // It was there when the order came; whoever removed it meanwhile wants no more conversions.
  if ((await experiment.getExperiment(experimentId)) === undefined) {
    return { experimentId, counted: false, refused: 'removed' };
  }
  const conversion = { type: 'conversion', value: revenueOf({ items }), id: orderId, at: timestamp };
  const { refused } = await experiment.trackEvent(experimentId, userId, conversion);
  // Seen: this very order counted before the crash.
  const counted = refused === null || refused === 'seen';
  return { experimentId, counted, refused: counted ? null : refused };
}
