import { createExperiments } from '@harper-edge/ab-testing/stored';
import { silentLogger } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createShoppers } from '@harper-edge/personalization';
import { createPrices } from '@harper-edge/pricing/stored';
import { createMemoryStore } from '@harper-edge/store/memory';
import { describe, expect, it } from 'vitest';
import { createCheckout, type CheckoutParts } from './checkout.ts';

const steps = ['recordSales', 'history', 'conversion', 'settle'] as const;
type Step = (typeof steps)[number];

const order = {
  ...{ tenantId: 'shop', orderId: 'o1', userId: 'ann', experiments: ['x'] },
  items: [
    { productId: 'boots', quantity: 2, price: 120 },
    { productId: 'socks', quantity: 3, price: 9 },
  ],
};

/** A checkout whose process ends at a step, before or after it did its work, and what is there afterwards. */
async function setUp(ending?: { readonly step: Step; readonly when: 'before' | 'after' }) {
  const store = createMemoryStore();
  const clock = createFakeClock(Date.UTC(2026, 5, 1, 12));
  const catalogue = { find: () => Promise.resolve({ price: 120, cost: null }), setPrice: () => Promise.resolve(true) };
  const prices = createPrices({ store, clock, catalogue });
  const shoppers = createShoppers({ store });
  const experiments = createExperiments({ store, clock });
  const experiment = experiments.of('shop');
  await experiment.createExperiment('x', {
    variants: [
      { id: 'a', weight: 50 },
      { id: 'b', weight: 50 },
    ],
  });
  await experiment.assignUserToVariant('x', 'ann');
  clock.advance(1_000);

  let left = ending;
  const ends =
    <Args extends unknown[], Answer>(step: Step, work: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      if (left?.step !== step) return work(...args);
      const { when } = left;
      left = undefined;
      if (when === 'after') await work(...args);
      throw new Error('the process ended');
    };
  const { purchases } = prices;
  const broken: CheckoutParts = {
    ...{ clock, logger: silentLogger },
    prices: {
      ...prices,
      purchases: {
        ...purchases,
        recordSales: ends('recordSales', purchases.recordSales),
        settle: ends('settle', purchases.settle),
      },
    },
    shoppers: { ...shoppers, record: ends('history', shoppers.record) },
    experiments: {
      ...experiments,
      of: () => ({ ...experiment, trackEvent: ends('conversion', experiment.trackEvent) }),
    },
  };
  const state = async () => ({
    history: (await shoppers.recent('shop', 'ann', 10)).map(({ productId, value }) => [productId, value]).sort(),
    sold: [await prices.history('shop', 'boots'), await prices.history('shop', 'socks')].map(
      ({ daily }) => daily.unitsToday,
    ),
    variants: (await experiment.analyzeExperiment('x')).variants.map(({ id, units, metrics }) => ({
      id,
      units,
      metrics,
    })),
    open: (await purchases.unsettled(Infinity)).length,
  });
  return { checkout: createCheckout(broken), clock, state };
}

/** What there is after an order that nothing interrupted. */
async function whole() {
  const { checkout, state } = await setUp();
  const { purchase, isNew } = await checkout.record(order);
  expect([isNew, purchase.outcomes]).toEqual([true, [{ experimentId: 'x', counted: true, refused: null }]]);
  const after = await state();
  expect(after).toMatchObject({
    history: [
      ['boots', 2],
      ['socks', 3],
    ],
    sold: [2, 3],
    open: 0,
  });
  return { after, outcomes: purchase.outcomes };
}

const endings = steps.flatMap((step) => (['before', 'after'] as const).map((when) => ({ step, when })));

describe('an order whose process ends', () => {
  it.each(endings)('$when $step is completed when it is sent again, and counts once', async (ending) => {
    const { checkout, state } = await setUp(ending);
    await expect(checkout.record(order)).rejects.toThrow('the process ended');
    const { purchase, isNew } = await checkout.record(order);
    const { after, outcomes } = await whole();
    expect([isNew, purchase.outcomes]).toEqual([false, outcomes]);
    expect(await state()).toEqual(after);
    expect((await checkout.record(order)).purchase.outcomes).toEqual(outcomes);
    expect(await state()).toEqual(after);
  });

  it.each(endings)('$when $step is completed though nobody sends it again', async (ending) => {
    const { checkout, clock, state } = await setUp(ending);
    await expect(checkout.record(order)).rejects.toThrow('the process ended');
    await checkout.finishInterrupted();
    // It may be under way still.
    expect(await state()).toMatchObject({ open: ending.step === 'settle' && ending.when === 'after' ? 0 : 1 });
    clock.advance(60_001);
    await checkout.finishInterrupted();
    expect(await state()).toEqual((await whole()).after);
  });
});
