import type { Clock, Logger, Store } from '@harper-edge/contracts';
import type { Shoppers } from '@harper-edge/personalization';
import type { Products } from '@harper-edge/tenants';
import { createEmbedder, type Embedder } from '../product-vectors/embedder.ts';
import { createProductVectors, type ProductVectors } from '../product-vectors/product-vectors.ts';
import { createCatalogues, type Catalogues } from './catalogues.ts';
import { createHistories, type Histories } from './histories.ts';
import { createOutcomes, type Outcomes } from './outcomes.ts';
import { createPopularities, type Popularities } from './popularities.ts';

/** What this thread keeps in memory of catalogues, vectors and shoppers; each says how stale it may be. */
export interface PersonalizeParts {
  readonly catalogues: Catalogues;
  readonly popularities: Popularities;
  readonly histories: Histories;
  readonly vectors: ProductVectors;
  readonly embedder: Embedder;
  readonly outcomes: Outcomes;
}

export interface PersonalizePartsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly products: Products;
  readonly shoppers: Shoppers;
}

export function createPersonalizeParts(options: PersonalizePartsOptions): PersonalizeParts {
  const { store, clock, logger, products, shoppers } = options;
  return {
    catalogues: createCatalogues(products),
    popularities: createPopularities({ shoppers, clock, logger }),
    histories: createHistories({ shoppers, clock, logger }),
    vectors: createProductVectors({ store, clock, logger }),
    embedder: createEmbedder(),
    outcomes: createOutcomes({ clock, logger }),
  };
}
