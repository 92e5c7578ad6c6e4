import type { ModelVersion } from '@harper-edge/contracts';
import type { Services } from '../../services.ts';
import type { CacheSource } from '../cache/cache-counts.ts';
import { cacheKey } from '../cache/cache-key.ts';
import type { Cached } from '../cache/shop-cache.ts';
import { modelKey } from '../product-vectors/vector-row.ts';
import { chooseModel, type AssignedVariant } from './choose-model.ts';
import { reasonOf, type FallbackReason } from './outcomes.ts';
import { defaultCatalogueLimit, productsOf, type PersonalizeRequest } from './personalize-request.ts';
import { byPopularity, recommend, type Shelf } from './recommend.ts';
import { writeAnswer } from './write-answer.ts';

export interface Personalized {
  /** The answer as JSON: products, personalized, reason, model and experiment. */
  readonly text: string;
  /** Where it came from. */
  readonly source: CacheSource;
}

/** Of one request; of a larger catalogue the most popular ones are ranked. */
export const maxRankedProducts = 10_000;

/**
 * (experiment → variant → model) → embed → rank → record: the products that suit a shopper. Whatever goes wrong with a model,
 * an experiment or what is known of the shopper, the answer comes all the same, by popularity if need be, and says so.
 *
 * @throws EdgeError INVALID_INPUT for an id given twice; NOT_FOUND for ids that the catalogue does not have; UNAVAILABLE when
 *   the catalogue cannot be read
 */
export async function personalize(services: Services, request: PersonalizeRequest): Promise<Personalized> {
  const { shop, clock } = services;
  const { tenant, userId, timeoutMs = 2_000 } = request;
  const { outcomes } = shop.personalize;
  const untilMs = clock.monotonicMs() + timeoutMs;
  const shelf = await stockShelf(services, request);
  const { modelId, experiment } = await chooseModel(services, { tenant, userId, outcomes });
  const fall = (reason: FallbackReason, model?: ModelVersion): string => {
    outcomes.count(tenant.id, reason);
    return writeAnswer(byPopularity(shelf, reason), { products: shelf.products, model, experiment });
  };
  if (modelId === null) return { text: fall('noModel'), source: 'miss' };
  if (shelf.products.length === 0) return { text: fall('noProducts'), source: 'miss' };
  let model: ModelVersion;
  try {
    model = await services.registry.resolve(modelId);
  } catch (error) {
    outcomes.warn(tenant.id, 'the model of personalize was not found', error);
    return { text: fall(reasonOf(error)), source: 'miss' };
  }
  return answerFrom(services, { request, shelf, model, experiment, untilMs, fall });
}

interface Asked {
  readonly request: PersonalizeRequest;
  readonly shelf: Shelf;
  readonly model: ModelVersion;
  readonly experiment: AssignedVariant | undefined;
  /** On the monotonic clock. */
  readonly untilMs: number;
  fall(reason: FallbackReason, model?: ModelVersion): string;
}

/** From the cache, else made; what was made without the model is for those who wait for it, and not kept. */
function answerFrom(services: Services, asked: Asked): Promise<Cached> {
  const { request, shelf, model, experiment, untilMs, fall } = asked;
  const { shop } = services;
  const { tenant } = request;
  const compute = async () => {
    try {
      const made = await recommend(services, { ...request, model, untilMs }, shelf);
      shop.personalize.outcomes.count(tenant.id, made.reason ?? 'personalized');
      return writeAnswer(made, { products: shelf.products, model, experiment });
    } catch (error) {
      shop.personalize.outcomes.warn(tenant.id, 'the model of personalize did not answer', error);
      return { text: fall(reasonOf(error), model), isKept: false as const };
    }
  };
  return shop.cache.get(tenant.id, keyOf(asked), { compute, ...tenant.cache });
}

const keyOf = ({ request, shelf, model, experiment }: Asked): string => {
  const { tenant, userId, products, userContext, limit, diversity, explain } = request;
  return cacheKey({
    of: 'personalize',
    model: modelKey(model),
    catalogue: tenant.catalogueRevision,
    experiment,
    // Without a past all users are alike.
    user: shelf.history.events.length === 0 ? undefined : userId,
    history: shelf.history.revision,
    asked: { products, userContext, limit, diversity, explain },
  });
};

/** What there is to rank, read at the same time. */
async function stockShelf(services: Services, request: PersonalizeRequest): Promise<Shelf> {
  const { catalogues, popularities, histories } = services.shop.personalize;
  const { tenant, userId, products, limit } = request;
  const [catalogue, popularity, history] = await Promise.all([
    catalogues.of(tenant),
    popularities.of(tenant.id),
    histories.of(tenant.id, userId),
  ]);
  const common = { catalogue, popularity, history };
  if (products === undefined) {
    const all = popularity.sortCatalogue(catalogue).slice(0, maxRankedProducts);
    return { ...common, products: all, limit: limit ?? defaultCatalogueLimit };
  }
  const given = popularity.sort(productsOf(products, catalogue));
  return { ...common, products: given, limit: limit ?? given.length };
}
