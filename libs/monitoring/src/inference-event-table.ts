import type { InferenceEvent, TableDefinition } from '@harper-edge/contracts';

export const inferenceEventTable: TableDefinition<InferenceEvent> = {
  name: 'InferenceEvent',
  indexes: ['timestamp', 'modelId', 'userId'],
};
