import { ApiError, type Client } from '@harper-edge/client';
import { visitorEvents, visitorIds } from './experiment-visitors.ts';
import type { ExampleShop } from './read-shops.ts';
import { shopHistory, type ShopHistory } from './shop-history.ts';

/** Invented visitors of each experiment. */
const visitors = 2_400;

const dayMs = 86_400_000;
/** Requests under way together. */
const atOnce = 8;

/**
 * Puts a shop on a host: its settings, catalogue, histories and experiments. What is there already stays as it is, so a shop
 * that somebody works with loses nothing, and the same call again completes one that broke off. The histories end on the day
 * the shop came to the host.
 *
 * @throws ApiError
 */
export async function seedShop(client: Client, shop: ExampleShop): Promise<void> {
  const params = { tenant: shop.tenantId };
  const { updatedAt } =
    (await unlessMissing(client.showTenant({ params }))) ?? (await client.putTenant({ params, body: shop.settings }));
  await seedProducts(client, shop);
  const history = shopHistory(shop, shop.elasticities, Math.floor(updatedAt / dayMs) * dayMs);
  await seedPrices(client, shop, history);
  await seedShoppers(client, shop, history);
  for (const [id, experiment] of Object.entries(shop.experiments)) {
    await seedExperiment(client, { tenant: shop.tenantId, id }, experiment);
  }
}

async function seedProducts(client: Client, { tenantId, products }: ExampleShop): Promise<void> {
  const params = { tenant: tenantId };
  const there = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await client.listProducts({
      params,
      query: { limit: 1_000, ...(cursor !== undefined && { cursor }) },
    });
    for (const { productId } of page.products) there.add(productId);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  const missing = products.filter(({ productId }) => !there.has(productId));
  if (missing.length > 0) await client.putProducts({ params, body: { products: missing.map(mutable) } });
}

/** As the client's types ask for, which know no readonly lists. */
const mutable = (product: ExampleShop['products'][number]) => ({
  ...product,
  activities: [...product.activities],
  seasons: [...product.seasons],
  experienceLevels: [...product.experienceLevels],
});

/** Products are recorded in order, so the last one tells whether all are there. */
async function seedPrices(client: Client, { tenantId }: ExampleShop, { weeks }: ShopHistory): Promise<void> {
  const last = weeks.at(-1);
  if (last === undefined) return;
  const params = { tenant: tenantId };
  const { total } = await client.listPricePoints({ params, query: { productId: last.productId, limit: 1 } });
  if (total > 0) return;
  for (const body of chunks(weeks, 2_000)) await client.recordPricePoints({ params, body: [...body] });
}

/** Actions and orders have ids and are kept once. */
async function seedShoppers(
  client: Client,
  { tenantId }: ExampleShop,
  { actions, orders }: ShopHistory,
): Promise<void> {
  const params = { tenant: tenantId };
  for (const body of chunks(actions, 500)) await client.recordShopperEvents({ params, body: body.map(toEvent) });
  for (const some of chunks(orders, atOnce)) {
    await Promise.all(
      some.map((order) =>
        client.recordPurchase({ params, body: { ...order, items: [...order.items], experiments: [] } }),
      ),
    );
  }
}

const toEvent = ({ value, ...action }: ShopHistory['actions'][number]) =>
  action.type === 'rated'
    ? { ...action, type: 'rated' as const, value: value ?? 3 }
    : { ...action, type: 'viewed' as const };

/** The last visitor comes when all others are done, so a full count says that nothing is missing. */
async function seedExperiment(
  client: Client,
  params: { readonly tenant: string; readonly id: string },
  experiment: object,
): Promise<void> {
  const results = await unlessMissing(client.showResults({ params }));
  if (results !== undefined && results.units >= visitors) return;
  if (results === undefined) {
    await client.putExperiment({ params, body: experiment as Parameters<Client['putExperiment']>[0]['body'] });
  }
  const ids = visitorIds(visitors);
  for (const userIds of [...chunks(ids.slice(0, -1), 1_000), ids.slice(-1)]) {
    const { assignments } = await client.assignVariants({ params, body: { userIds: [...userIds] } });
    const events = visitorEvents(assignments);
    if (events.length > 0) await client.trackEvents({ params, body: [...events] });
  }
}

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(size * i, size * (i + 1)));

async function unlessMissing<T>(answering: Promise<T>): Promise<T | undefined> {
  try {
    return await answering;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
