import type { TableDefinition } from '@harper-edge/contracts';

/** A shop. Everything that belongs to it is found by its id, and by no other's. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  /** Id of the model that turns its texts into vectors; null: recommendations follow popularity. */
  readonly embeddingModel: string | null;
  /** Id of the model that says what is on a picture. */
  readonly imageModel: string | null;
  /** Id of the model that says whether a review is fit to be shown. */
  readonly moderationModel: string | null;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
}

export const tenantTable: TableDefinition<Tenant> = { name: 'Tenant', indexes: [] };
