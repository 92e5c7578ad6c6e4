import { createMemoryStore } from '@harper-edge/store/memory';
import { describe, expect, it } from 'vitest';
import type { ShopperAction } from './shopper-event.ts';
import { createShoppers } from './shoppers.ts';

const action = (id: string, rest: Partial<ShopperAction> = {}): ShopperAction => ({
  id,
  tenantId: 'alpine',
  userId: 'sarah',
  productId: 'tent',
  type: 'viewed',
  value: null,
  timestamp: 1_000,
  ...rest,
});

async function shoppersWith(...actions: readonly ShopperAction[]) {
  const shoppers = createShoppers({ store: createMemoryStore() });
  for (const one of actions) await shoppers.record(one);
  return shoppers;
}

describe('shoppers', () => {
  it('keeps an action once, as it came first', async () => {
    const shoppers = await shoppersWith();
    expect(await shoppers.record(action('1'))).toBe(true);
    expect(await shoppers.record(action('1', { productId: 'red' }))).toBe(false);
    expect(await shoppers.record(action('1', { tenantId: 'bikes' }))).toBe(true);
    expect(await shoppers.recent('alpine', 'sarah', 10)).toMatchObject([{ id: 'alpine/1', productId: 'tent' }]);
  });

  it('gives what a shopper did last, of this tenant and this user only', async () => {
    const shoppers = await shoppersWith(
      action('1', { timestamp: 1 }),
      action('2', { timestamp: 3 }),
      action('3', { timestamp: 2 }),
      action('4', { userId: 'sarah2' }),
      action('5', { tenantId: 'bikes' }),
    );
    const recent = await shoppers.recent('alpine', 'sarah', 2);
    expect(recent.map(({ id }) => id)).toEqual(['alpine/2', 'alpine/3']);
  });

  it("gives a tenant's purchases since a moment, newest first", async () => {
    const purchase = (id: string, timestamp: number, tenantId = 'alpine') =>
      action(id, { type: 'purchased', value: 1, timestamp, tenantId });
    const shoppers = await shoppersWith(
      purchase('1', 999),
      purchase('2', 1_000),
      purchase('3', 20_000_000),
      action('4', { timestamp: 5_000 }),
      purchase('5', 5_000, 'alpine-2'),
      purchase('6', 5_000, 'alpine.2'),
      purchase('7', 5_000, 'alpine0'),
      purchase('8', 5_000, 'alpin'),
    );
    const all = await shoppers.purchases('alpine', { sinceMs: 1_000, limit: 10 });
    expect(all.map(({ id }) => id)).toEqual(['alpine/3', 'alpine/2']);
    expect(await shoppers.purchases('alpine', { sinceMs: 0, limit: 1 })).toMatchObject([{ id: 'alpine/3' }]);
  });

  it('forgets a shopper whole, and nobody else', async () => {
    const many = Array.from({ length: 1_100 }, (_, i) => action(`a${i}`, { timestamp: i }));
    const shoppers = await shoppersWith(...many, action('b', { userId: 'tom' }), action('c', { tenantId: 'bikes' }));
    expect(await shoppers.forget('alpine', 'sarah')).toBe(1_100);
    expect(await shoppers.recent('alpine', 'sarah', 10)).toEqual([]);
    expect(await shoppers.recent('alpine', 'tom', 10)).toHaveLength(1);
    expect(await shoppers.recent('bikes', 'sarah', 10)).toHaveLength(1);
    expect(await shoppers.forget('alpine', 'sarah')).toBe(0);
  });
});
