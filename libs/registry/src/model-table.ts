import type { ModelVersion, TableDefinition } from '@harper-edge/contracts';

export const modelTable: TableDefinition<ModelVersion> = {
  name: 'Model',
  indexes: ['modelId', 'version', 'framework', 'stage', 'sha256', 'uploadedAt'],
};
