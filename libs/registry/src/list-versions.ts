import type { Framework, ModelVersion, Page, Stage, Table } from '@harper-edge/contracts';
import type { Lifecycles } from './lifecycles.ts';

export interface ModelFilter {
  readonly modelId?: string;
  readonly stage?: Stage;
  readonly framework?: Framework;
  readonly limit?: number;
  readonly cursor?: string;
}

interface Parts {
  readonly models: Table<ModelVersion>;
  readonly lifecycles: Lifecycles;
}

/** Versions, newest first, with the stages that every change so far has given them. */
export async function listVersions(
  { models, lifecycles }: Parts,
  { limit, cursor, ...fields }: ModelFilter = {},
): Promise<Page<ModelVersion>> {
  await lifecycles.settleAll();
  return models.query({
    where: (['modelId', 'stage', 'framework'] as const).flatMap((field) => {
      const value = fields[field];
      return value === undefined ? [] : [{ field, op: 'eq', value } as const];
    }),
    sort: { field: 'uploadedAt', order: 'descending' },
    ...(limit === undefined ? {} : { limit }),
    ...(cursor === undefined ? {} : { cursor }),
  });
}
