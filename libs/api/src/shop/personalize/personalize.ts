import type { ModelVersion } from '@harper-edge/contracts';
import type { Services } from '../../services.ts';
import type { CacheSource } from '../cache/cache-counts.ts';
import { cacheKey } from '../cache/cache-key.ts';
import type { Unkept } from '../cache/shop-cache.ts';
import { modelKey } from '../product-vectors/vector-row.ts';
import { chooseModel, type AssignedVariant } from './choose-model.ts';
import type { History } from './histories.ts';
import { reasonOf, type FallbackReason } from './outcomes.ts';
import type { PersonalizeRequest } from './personalize-request.ts';
import { byPopularity, recommend } from './recommend.ts';
import { stockShelf, type Shelf } from './shelf.ts';
import { writeAnswer } from './write-answer.ts';

export interface Personalized {
  /** The answer as JSON: products, personalized, reason, model and experiment. */
  readonly text: string;
  /** Where it came from. */
  readonly source: CacheSource;
}

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
  const { outcomes, histories } = shop.personalize;
  const untilMs = clock.monotonicMs() + timeoutMs;
  const [{ modelId, experiment }, history] = await Promise.all([
    chooseModel(services, { tenant, userId, outcomes }),
    histories.of(tenant.id, userId),
  ]);
  const asked = { request, history, experiment, untilMs };
  if (modelId === null) return { text: await withoutModel(services, asked, 'noModel'), source: 'miss' };
  let model: ModelVersion;
  try {
    model = await services.registry.resolve(modelId);
  } catch (error) {
    outcomes.warn(tenant.id, 'the model of personalize was not found', error);
    return { text: await withoutModel(services, asked, reasonOf(error)), source: 'miss' };
  }
  const compute = (): Promise<string | Unkept> => withModel(services, asked, model);
  const { hotMs, warmMs } = tenant.cache;
  if (hotMs > 0 || warmMs > 0) return shop.cache.get(tenant.id, keyOf(asked, model), { compute, hotMs, warmMs });
  const made = await compute();
  return { text: typeof made === 'string' ? made : made.text, source: 'miss' };
}

interface Asked {
  readonly request: PersonalizeRequest;
  readonly history: History;
  readonly experiment: AssignedVariant | undefined;
  /** On the monotonic clock. */
  readonly untilMs: number;
}

async function withoutModel(services: Services, asked: Asked, reason: FallbackReason): Promise<string> {
  return popular(services, asked, { shelf: await stockShelf(services, asked.request, asked.history), reason });
}

/** By the model; what was made without it is for those who wait for it, and not kept. */
async function withModel(services: Services, asked: Asked, model: ModelVersion): Promise<string | Unkept> {
  const { request, history, experiment, untilMs } = asked;
  const { outcomes } = services.shop.personalize;
  const shelf = await stockShelf(services, request, history);
  if (shelf.products.length === 0) return popular(services, asked, { shelf, reason: 'noProducts', model });
  try {
    const made = await recommend(services, { ...request, model, untilMs }, shelf);
    outcomes.count(request.tenant.id, made.reason ?? 'personalized');
    return writeAnswer(made, { products: shelf.products, model, experiment });
  } catch (error) {
    outcomes.warn(request.tenant.id, 'the model of personalize did not answer', error);
    return { text: popular(services, asked, { shelf, reason: reasonOf(error), model }), isKept: false };
  }
}

interface Fallback {
  readonly shelf: Shelf;
  readonly reason: FallbackReason;
  readonly model?: ModelVersion;
}

function popular(services: Services, { request, experiment }: Asked, { shelf, reason, model }: Fallback): string {
  services.shop.personalize.outcomes.count(request.tenant.id, reason);
  return writeAnswer(byPopularity(shelf, reason), { products: shelf.products, model, experiment });
}

const keyOf = ({ request, history, experiment }: Asked, model: ModelVersion): string => {
  const { tenant, userId, products, userContext, limit, diversity, explain } = request;
  return cacheKey({
    of: 'personalize',
    model: modelKey(model),
    catalogue: tenant.catalogueRevision,
    experiment,
    // Without a past all users are alike.
    user: history.revision === '' ? undefined : userId,
    history: history.revision,
    // No id has a comma, and one text is quicker to write than a list of them.
    products: products?.every((product) => typeof product === 'string') === true ? products.join() : products,
    asked: { userContext, limit, diversity, explain },
  });
};
