import type { Condition, InferenceEvent, TableDefinition } from '@harper-edge/contracts';
import { timeKey } from '../rollups/granularities.ts';
import { hash } from './is-sampled.ts';

export interface StoredEvent extends InferenceEvent {
  /** Model and time in one, so that the events of a model in a window are found as they lie. */
  readonly modelTime: string;
}

export const inferenceEventTable: TableDefinition<StoredEvent> = {
  name: 'InferenceEvent',
  indexes: ['timestamp', 'modelTime', 'userId'],
};

export const modelTimeOf = ({ modelId, timestamp }: Pick<InferenceEvent, 'modelId' | 'timestamp'>): string =>
  `${modelKey(modelId)}/${timeKey(timestamp)}`;

/** The events of a model from one time up to, but without, another. */
export const ofModel = (modelId: string, from = 0, to = Infinity): readonly Condition<StoredEvent>[] => [
  { field: 'modelTime', op: 'ge', value: `${modelKey(modelId)}/${timeKey(Math.max(0, from))}` },
  // A colon sorts after every digit.
  { field: 'modelTime', op: 'lt', value: `${modelKey(modelId)}/${to < Infinity ? timeKey(Math.max(0, to)) : ':'}` },
  { field: 'modelId', op: 'eq', value: modelId },
];

/** The event as everybody but the table knows it. */
export function withoutModelTime(stored: StoredEvent): InferenceEvent {
  const { modelTime: _, ...event } = stored;
  return event;
}

/** With the time behind it 64 characters at most: so much of a text every store has in its index. */
const modelKey = (modelId: string): string =>
  modelId.length <= 48 ? modelId : `${modelId.slice(0, 38)}~${hash(modelId).toString(36)}`;
