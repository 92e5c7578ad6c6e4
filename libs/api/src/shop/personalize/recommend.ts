import type { ModelVersion } from '@harper-edge/contracts';
import {
  experienceLevels,
  priceBandOf,
  rankProducts,
  shopperDirection,
  shopperProfile,
  shopperText,
  type PriceBand,
  type RankedProduct,
  type ShopperEvent,
  type Wishes,
} from '@harper-edge/personalization';
import type { Services } from '../../services.ts';
import type { TenantVectors } from '../product-vectors/tenant-vectors.ts';
import { modelKey } from '../product-vectors/vector-row.ts';
import type { Catalogue } from './catalogues.ts';
import type { History } from './histories.ts';
import type { FallbackReason } from './outcomes.ts';
import type { PersonalizeRequest, UserContext } from './personalize-request.ts';
import type { Shelf } from './shelf.ts';

export interface Recommendation {
  /** Best first; `index` is the place in the shelf's products. */
  readonly ranked: readonly RankedProduct[];
  /** Why these are the most popular ones; null: they are the shopper's own. */
  readonly reason: FallbackReason | null;
}

/** The most popular products first; the score is the popularity as a share of the largest. */
export function byPopularity({ products, popularity, limit }: Shelf, reason: FallbackReason): Recommendation {
  const { largest } = popularity;
  const scoreOf = (id: string): number => (largest === 0 ? 0 : Math.min(1, popularity.of(id) / largest));
  const ranked = products.slice(0, limit).map(({ productId }, index) => ({ index, score: scoreOf(productId) }));
  return { ranked, reason };
}

/**
 * The products that suit the shopper, by a model: of the query's and the past's direction. By popularity where neither is known.
 *
 * @throws EdgeError as `embed` while the model does not answer
 */
export async function recommend(
  services: Services,
  request: PersonalizeRequest & { readonly model: ModelVersion; readonly untilMs: number },
  shelf: Shelf,
): Promise<Recommendation> {
  const { model, tenant, userId, requestId, userContext, diversity, explain, untilMs } = request;
  const { catalogue, products, history, limit } = shelf;
  const parts = services.shop.personalize;
  const query = textOf(userContext);
  if (query === '' && history.events.length === 0) return byPopularity(shelf, 'coldStart');
  const vectors = await parts.vectors.of({ tenantId: tenant.id, key: modelKey(model) });
  const past = history.events.flatMap(({ productId }) => catalogue.byId.get(productId) ?? []);
  const timeoutMs = Math.max(1, untilMs - services.clock.monotonicMs());
  const wanted = { model, tenantId: tenant.id, userId, requestId, query, vectors, timeoutMs };
  const needed = past.length === 0 ? products : [...products, ...new Set(past)];
  const asked = await parts.embedder.embed(services, { ...wanted, products: needed });
  // From here on nothing waits, so that the rows stay where they are.
  const direction = directionOf(asked, { vectors, events: history.events, nowMs: services.clock.nowMs() });
  if (direction === undefined) return byPopularity(shelf, 'coldStart');
  const rows = vectors.rowsOf(products);
  const ranked = rankProducts(products, {
    cosines: vectors.matrix.cosines(direction, rows),
    wishes: wishesOf(userContext, { history, catalogue, nowMs: services.clock.nowMs() }),
    limit,
    diversity,
    cosineOf: (a, b) => cosineOf(vectors, rows[a] ?? -1, rows[b] ?? -1),
    explain,
  });
  return { ranked, reason: null };
}

const textOf = ({ query, activity, activityType, season, experienceLevel, location }: UserContext): string =>
  shopperText({ query, activity: activity ?? activityType, season, experienceLevel, location });

/** 0, a right angle, where one has no text. */
const cosineOf = ({ matrix }: TenantVectors, row: number, other: number): number =>
  row === -1 || other === -1 ? 0 : matrix.cosine(row, other);

interface Past {
  readonly vectors: TenantVectors;
  readonly events: readonly ShopperEvent[];
  readonly nowMs: number;
}

function directionOf(asked: ArrayLike<number> | undefined, { vectors, events, nowMs }: Past): Float64Array | undefined {
  const { matrix } = vectors;
  const vectorOf = (productId: string): Float32Array | undefined => {
    const row = vectors.rowOf(productId);
    return row === undefined ? undefined : matrix.at(row);
  };
  const dimensions = asked?.length ?? matrix.dimensions;
  return shopperDirection(asked, shopperProfile(events, { nowMs, dimensions, vectorOf }));
}

interface Known {
  readonly history: History;
  readonly catalogue: Catalogue;
  readonly nowMs: number;
}

function wishesOf(context: UserContext, { history: { events }, catalogue, nowMs }: Known): Wishes {
  const boughtAt = new Map<string, number>();
  const prices: number[] = [];
  // The newest comes last, and stays.
  for (const { type, productId, timestamp } of events.toReversed()) {
    if (type === 'purchased') boughtAt.set(productId, timestamp);
    const price = type === 'rated' ? undefined : catalogue.byId.get(productId)?.price;
    if (price !== undefined && price !== null) prices.push(price);
  }
  return {
    season: seasonOf(context.season),
    experienceLevel: experienceLevels.find((level) => level === context.experienceLevel?.trim().toLowerCase()),
    prices: bandOf(context) ?? priceBandOf(prices),
    boughtAt,
    nowMs,
  };
}

function bandOf({ priceRange }: UserContext): PriceBand | undefined {
  if (priceRange?.min === undefined && priceRange?.max === undefined) return undefined;
  return { low: priceRange.min ?? 0, high: priceRange.max ?? Infinity, source: 'context' };
}

const seasons = ['spring', 'summer', 'autumn', 'winter'];

/** A word that is no season is left to the text. */
function seasonOf(given: string | undefined): string | undefined {
  const word = given?.trim().toLowerCase();
  return word === 'fall' ? 'autumn' : seasons.find((season) => season === word);
}
