import type { TableDefinition } from '@harper-edge/contracts';

/** What a model made of a product's text, kept so that it is computed once. */
export interface ProductVector {
  /** `<tenant>/<model key>/<productId>`. */
  readonly id: string;
  readonly tenantId: string;
  /** `<tenant>/<model key>`: all vectors of one model for one tenant. */
  readonly matrix: string;
  readonly productId: string;
  /** Of the text the vector was made from; another text has another vector. */
  readonly textHash: string;
  /** At length 1, 32-bit floats in little-endian order as base64: 5.3 characters a number, where JSON takes about 20. */
  readonly vector: string;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
}

export const productVectorTable: TableDefinition<ProductVector> = {
  name: 'ProductVector',
  indexes: ['tenantId', 'matrix'],
};
