import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readShops } from './read-shops.ts';
import { shoppingHistory } from './shopping-history.ts';

const shops = await readShops(join(import.meta.dirname, '../../examples'));
const products = shops.find(({ tenantId }) => tenantId === 'alpine-gear-co')?.products ?? [];
const untilMs = Date.UTC(2026, 5, 1);
const history = shoppingHistory(products, { seed: 7, shoppers: 150, untilMs });

describe('the generated shopping history', () => {
  it('is the same for the same seed and another one for another', () => {
    expect(shoppingHistory(products, { seed: 7, shoppers: 150, untilMs })).toEqual(history);
    expect(shoppingHistory(products, { seed: 8, shoppers: 150, untilMs }).orders).not.toEqual(history.orders);
  });

  it('is of products of the shop, in the last 60 days, each event with its own id', () => {
    const ids = new Set(products.map(({ productId }) => productId));
    const { actions, orders } = history;
    for (const { productId, timestamp } of [
      ...actions,
      ...orders.flatMap((o) => o.items.map((i) => ({ ...i, ...o }))),
    ]) {
      expect(ids).toContain(productId);
      expect(timestamp).toBeLessThan(untilMs);
      expect(timestamp).toBeGreaterThan(untilMs - 61 * 86_400_000);
    }
    expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length);
    expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(orders.length);
    expect(orders.length).toBeGreaterThan(200);
  });

  it('shows what shoppers like: most of what they view is for it, and that is rated better', () => {
    const activities = new Map(history.shoppers.map((shopper) => [shopper.userId, shopper.activities]));
    const fits = ({ userId, productId }: { userId: string; productId: string }): boolean =>
      products
        .find((product) => product.productId === productId)
        ?.activities.some((activity) => activities.get(userId)?.includes(activity) === true) ?? false;
    const views = history.actions.filter(({ type }) => type === 'viewed');
    const possible = history.shoppers.flatMap(({ userId }) => products.map(({ productId }) => ({ userId, productId })));
    const share = (rows: readonly { userId: string; productId: string }[]) => rows.filter(fits).length / rows.length;
    expect(share(views)).toBeGreaterThan(2.5 * share(possible));
    const stars = (wanted: boolean) => {
      const ratings = history.actions.filter((action) => action.type === 'rated' && fits(action) === wanted);
      return ratings.reduce((sum, { value = 0 }) => sum + value, 0) / ratings.length;
    };
    expect(stars(true)).toBeGreaterThan(stars(false) + 0.5);
  });
});
