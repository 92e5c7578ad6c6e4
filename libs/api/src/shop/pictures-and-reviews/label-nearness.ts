import { cosineSimilarity } from '@harper-edge/stats';
import type { Tenant } from '@harper-edge/tenants';
import type { Services } from '../../services.ts';
import { embed } from '../../use-cases/embed.ts';
import { phrasesOf, type MatchableProduct, type Nearness } from './match-labels.ts';
import type { ClassProbability } from './read-classes.ts';

interface Matching {
  readonly labels: readonly ClassProbability[];
  readonly products: readonly MatchableProduct[];
  readonly userId: string | undefined;
  readonly requestId: string;
}

/** Cosines of texts that have nothing to do with each other reach up to here; they count as 0. */
const minCosine = 0.25;
/** Categories beyond these are matched by words alone. */
const maxCategories = 200;

/**
 * How near labels are to categories, by the cosine of their vectors from the tenant's embedding model; `undefined` where the
 * tenant has none, or it does not answer, which the log tells.
 */
export async function labelNearness(
  services: Services,
  tenant: Tenant,
  { labels, products, userId, requestId }: Matching,
): Promise<Nearness | undefined> {
  const { embeddingModel } = tenant;
  if (embeddingModel === null) return undefined;
  const phrases = labels.flatMap(({ label }) => phrasesOf(label));
  const categories = [...new Set(products.map(({ category }) => category))].slice(0, maxCategories);
  const texts = [...new Set([...phrases, ...categories])];
  if (phrases.length === 0 || categories.length === 0) return () => 0;
  try {
    const asked = { modelId: embeddingModel, textsFor: () => texts, userId, requestId, tenant: tenant.id };
    const { vectors } = await embed(services, asked);
    const vectorOf = new Map(texts.map((text, i) => [text, vectors[i]]));
    return (phrase, category) => {
      const [a, b] = [vectorOf.get(phrase), vectorOf.get(category)];
      const cosine = a === undefined || b === undefined ? 0 : cosineSimilarity(a, b);
      return cosine >= minCosine ? cosine : 0;
    };
  } catch (error) {
    services.logger.warn('labels are matched by words: the embedding model does not answer', {
      tenant: tenant.id,
      model: embeddingModel,
      requestId,
      error,
    });
    return undefined;
  }
}
