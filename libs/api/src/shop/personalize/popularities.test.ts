import { EdgeError, silentLogger } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createShoppers } from '@harper-edge/personalization';
import { createMemoryStore } from '@harper-edge/store/memory';
import { describe, expect, it, vi } from 'vitest';
import { givenProduct, type ListedProduct } from './listed-product.ts';
import { createPopularities } from './popularities.ts';

function setUp() {
  const clock = createFakeClock();
  const shoppers = createShoppers({ store: createMemoryStore() });
  const state = { reads: 0, fails: false };
  const logged: string[] = [];
  const popularities = createPopularities({
    shoppers: {
      purchases: (tenantId, window) => {
        state.reads++;
        return state.fails
          ? Promise.reject(new EdgeError('UNAVAILABLE', 'away'))
          : shoppers.purchases(tenantId, window);
      },
    },
    clock,
    logger: { ...silentLogger, warn: (message) => void logged.push(message) },
  });
  let count = 0;
  const buy = (productId: string) =>
    shoppers.record({
      ...{ id: `p${count++}`, tenantId: 'shop', userId: 'tom', productId },
      ...{ type: 'purchased', value: 1, timestamp: clock.nowMs() },
    });
  const of = async (productId: string): Promise<number> => (await popularities.of('shop')).of(productId);
  return { clock, state, logged, buy, of, popularities };
}

describe('the popularity of products', () => {
  it('is read at most once a minute, and while it is read again the last one answers', async () => {
    const { clock, state, buy, of } = setUp();
    await buy('tent');
    expect([await of('tent'), await of('rope')]).toEqual([1, 0]);
    await buy('rope');
    clock.advance(60_000);
    expect([await of('rope'), state.reads]).toEqual([0, 1]);
    clock.advance(1);
    expect(await of('rope')).toBe(0);
    await vi.waitFor(async () => {
      expect(await of('rope')).toBeGreaterThan(0.99);
    }, 10_000);
    expect(state.reads).toBe(2);
  });

  it('that is older than ten minutes is not answered', async () => {
    const { clock, buy, of } = setUp();
    expect(await of('tent')).toBe(0);
    await buy('tent');
    clock.advance(600_001);
    expect(await of('tent')).toBeGreaterThan(0.99);
  });

  it('stays what it was while the store fails', async () => {
    const { clock, state, logged, buy, of } = setUp();
    await buy('tent');
    expect(await of('tent')).toBe(1);
    state.fails = true;
    clock.advance(700_000);
    expect([await of('tent'), logged]).toEqual([1, ['the popularity of products was not read']]);
  });

  it('orders products, of equal ones by id, alike in a catalogue and out of it', async () => {
    const { buy, popularities } = setUp();
    await buy('c');
    const products = ['b', 'c', 'a', 'd'].map((id) => givenProduct({ id }));
    const catalogue = { revision: '1', products, byId: new Map<string, ListedProduct>() };
    const idsOf = (ordered: readonly ListedProduct[]): readonly string[] => ordered.map(({ productId }) => productId);
    const popularity = await popularities.of('shop');
    expect(idsOf(popularity.sortCatalogue(catalogue))).toEqual(['c', 'a', 'b', 'd']);
    expect(idsOf(popularity.sort(products.slice(0, 3), catalogue))).toEqual(['c', 'a', 'b']);
    const mixed = [...products.slice(0, 2), givenProduct({ id: '0' })];
    expect(idsOf(popularity.sort(mixed, catalogue))).toEqual(['c', '0', 'b']);
  });
});
