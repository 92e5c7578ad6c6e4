import { createRandomGenerator, type RandomGenerator } from '@harper-edge/stats';
import type { ExperienceLevel, ProductFields } from '@harper-edge/tenants';
import { weighted } from './draws.ts';

export interface Shopper {
  readonly userId: string;
  /** What the shopper likes to do, the most liked first. */
  readonly activities: readonly string[];
  readonly level: ExperienceLevel;
}

export interface ShopperAction {
  readonly id: string;
  readonly userId: string;
  readonly productId: string;
  readonly type: 'viewed' | 'rated';
  /** Stars, of a rating. */
  readonly value?: number;
  readonly timestamp: number;
}

export interface Order {
  readonly orderId: string;
  readonly userId: string;
  readonly items: readonly [{ readonly productId: string; readonly quantity: number; readonly price: number }];
  readonly timestamp: number;
}

export interface ShoppingHistory {
  readonly shoppers: readonly Shopper[];
  readonly actions: readonly ShopperAction[];
  readonly orders: readonly Order[];
}

const dayMs = 86_400_000;
const levels = ['beginner', 'intermediate', 'advanced', 'expert'] as const;

/** The runner of the examples in the README; the others are made up as well. */
const sarah: Shopper = { userId: 'hiker_sarah_2024', activities: ['trail-running', 'hiking'], level: 'advanced' };

/**
 * What shoppers viewed, bought and rated in the 60 days up to `untilMs`. Each has one or two activities and a level; products
 * for them are viewed eight times as often as others, a third of what is viewed is bought, half of that is rated, and what
 * fits is rated better. The same seed gives the same history.
 */
export function shoppingHistory(
  products: readonly ProductFields[],
  { seed, shoppers: count, untilMs }: { readonly seed: number; readonly shoppers: number; readonly untilMs: number },
): ShoppingHistory {
  const rng = createRandomGenerator(seed);
  const activities = [...new Set(products.flatMap((product) => product.activities))];
  const popularity = new Map(products.map(({ productId }) => [productId, 0.5 + rng.next()]));
  const others = Array.from({ length: count - 1 }, (_, i) => drawShopper(rng, `shopper-${i + 1}`, activities));
  const shoppers = [sarah, ...others];
  const actions: ShopperAction[] = [];
  const orders: Order[] = [];
  for (const shopper of shoppers) {
    const views = 4 + rng.nextInteger(7);
    for (let view = 0; view < views; view += 1) {
      const likes = (product: ProductFields) => liking(product, shopper) * (popularity.get(product.productId) ?? 0);
      const product = weighted(rng, products, likes);
      const id = `${shopper.userId}.${view}`;
      const timestamp = untilMs - Math.floor((1 + 59 * rng.next()) * dayMs);
      const about = { userId: shopper.userId, productId: product.productId };
      actions.push({ ...about, id, type: 'viewed', timestamp });
      if (rng.next() >= 0.33) continue;
      const items = [{ productId: product.productId, quantity: 1, price: product.price }] as const;
      orders.push({ orderId: id, userId: shopper.userId, items, timestamp: timestamp + 600_000 });
      if (rng.next() >= 0.5) continue;
      const value = liking(product, shopper) >= 8 ? 4 + rng.nextInteger(2) : 2 + rng.nextInteger(3);
      actions.push({ ...about, id: `${id}.rating`, type: 'rated', value, timestamp: timestamp + dayMs / 2 });
    }
  }
  return { shoppers, actions, orders };
}

function drawShopper(rng: RandomGenerator, userId: string, activities: readonly string[]): Shopper {
  const [first, second] = [0, 0].map(() => activities[rng.nextInteger(activities.length)] as string);
  const liked = new Set([first as string, ...(rng.next() < 0.5 ? [second as string] : [])]);
  return { userId, activities: [...liked], level: levels[rng.nextInteger(levels.length)] as ExperienceLevel };
}

const liking = ({ activities, experienceLevels }: ProductFields, shopper: Shopper): number => {
  const forActivity = shopper.activities.some((activity) => activities.includes(activity)) ? 8 : 1;
  const suits = experienceLevels.length === 0 || experienceLevels.includes(shopper.level);
  return forActivity * (suits ? 1.5 : 1);
};
