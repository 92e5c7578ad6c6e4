import { createHash } from 'node:crypto';
import { EdgeError, type ModelVersion, type Tensor } from '@harper-edge/contracts';
import type { Tenant } from '@harper-edge/tenants';
import type { Services } from '../../services.ts';
import { infer } from '../../use-cases/infer.ts';
import { cacheKey } from '../cache/cache-key.ts';
import type { Cached } from '../cache/shop-cache.ts';
import { catalogueOf } from './catalogue-of.ts';
import { labelNearness } from './label-nearness.ts';
import { matchLabels, type Matches } from './match-labels.ts';
import { readClasses, type ClassProbability } from './read-classes.ts';

export interface RecognitionRequest {
  /** As bytes, as base64 or as a data: URL. */
  readonly picture: string | Uint8Array;
  /** Most labels, categories and products to answer with. */
  readonly limits: { readonly labels: number; readonly categories: number; readonly products: number };
  readonly userId: string | undefined;
  readonly requestId: string;
}

export interface Recognition extends Matches {
  /** `<modelId>:<version>`. */
  readonly model: string;
  readonly labels: readonly ClassProbability[];
  /** `words` also where the tenant's embedding model does not answer. */
  readonly matchedBy: 'embedding' | 'words';
}

/**
 * What is on a picture, and what of the tenant's catalogue that is: a `Recognition` as JSON, from the cache where the same
 * picture came before. The event of the prediction keeps the picture's digest, not the picture.
 *
 * @throws EdgeError NOT_FOUND without an image model; INVALID_INPUT where it takes no pictures, and where this is none or is
 *   damaged; as `infer`
 */
export async function recognize(services: Services, tenant: Tenant, request: RecognitionRequest): Promise<Cached> {
  const { registry, shop } = services;
  const { imageModel, catalogueRevision, revision } = tenant;
  if (imageModel === null) throw new EdgeError('NOT_FOUND', `tenant "${tenant.id}" has no image model: set imageModel`);
  const model = await registry.resolve(imageModel);
  const sha256 = createHash('sha256').update(request.picture).digest('hex');
  const { limits } = request;
  const parts = {
    route: 'recognize',
    model: model.id,
    digest: model.sha256,
    catalogueRevision,
    revision,
    sha256,
    limits,
  };
  return shop.cache.get(tenant.id, cacheKey(parts), {
    ...tenant.cache,
    compute: async () => {
      const labels = await labelPicture(services, tenant, { ...request, model, sha256 });
      const products = await catalogueOf(shop.products, tenant.id);
      const nearness = await labelNearness(services, tenant, { labels, products, ...request });
      const { categories, products: matched } = matchLabels(labels, products, nearness);
      const recognition: Recognition = {
        model: model.id,
        labels,
        categories: categories.slice(0, limits.categories),
        products: matched.slice(0, limits.products),
        matchedBy: nearness === undefined ? 'words' : 'embedding',
      };
      const text = JSON.stringify(recognition);
      const isFull = nearness !== undefined || tenant.embeddingModel === null;
      return isFull ? text : { text, isKept: false };
    },
  });
}

interface Labelling extends RecognitionRequest {
  readonly model: ModelVersion;
  readonly sha256: string;
}

async function labelPicture(
  services: Services,
  tenant: Tenant,
  { picture, model, sha256, limits, userId, requestId }: Labelling,
): Promise<readonly ClassProbability[]> {
  const { outputs } = await infer(services, {
    modelId: model.modelId,
    version: model.version,
    makeInputs: () => [pictureTensor(model, picture)],
    featuresIn: () => ({ picture: `sha256:${sha256}` }),
    userId,
    requestId,
    tenant: tenant.id,
  });
  return (readClasses(model, outputs)[0] ?? []).slice(0, limits.labels);
}

/** One row for the model's only input. */
function pictureTensor({ id, inputs }: ModelVersion, picture: string | Uint8Array): Tensor {
  const [input, another] = inputs;
  if (input !== undefined && another === undefined && input.datatype === 'BYTES') {
    return { name: input.name, datatype: 'BYTES', shape: input.shape.map(Math.abs), data: [picture] };
  }
  throw new EdgeError(
    'INVALID_INPUT',
    `model ${id} takes no pictures: expected one input of them; metadata.preprocessing.image makes one`,
  );
}
