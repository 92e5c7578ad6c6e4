import { EdgeError, type DeclaredMetadata } from '@harper-edge/contracts';
import type { JsonObject } from '../../declared-values.ts';
import { imageTask } from './image-task.ts';
import { createTextTask } from './text-task.ts';
import type { TransformersTask } from './transformers-task.ts';
import { zeroShotTask } from './zero-shot-task.ts';

const tasks = {
  'feature-extraction': createTextTask('feature-extraction'),
  'text-classification': createTextTask('text-classification'),
  'zero-shot-classification': zeroShotTask,
  'image-classification': imageTask,
} as const satisfies Record<string, TransformersTask>;

/** How the names of architectures end, by what they are for. A zero-shot model has to be declared: it is a classifier too. */
const architectures: readonly (readonly [string, keyof typeof tasks])[] = [
  ['ForSequenceClassification', 'text-classification'],
  ['ForImageClassification', 'image-classification'],
  ['Model', 'feature-extraction'],
];

/**
 * The task that is declared as `taskType`, else the one that the architecture in the model's config is for.
 *
 * @throws EdgeError INVALID_INPUT when there is no such task, or none is clear.
 */
export function chooseTask({ taskType }: DeclaredMetadata, config: JsonObject): TransformersTask {
  const names = Array.isArray(config.architectures) ? config.architectures.map(String) : [];
  const inferred = architectures.find(([ending]) => names.some((name) => name.endsWith(ending)))?.[1];
  const task = Object.entries(tasks).find(([name]) => name === (taskType ?? inferred))?.[1];
  if (task !== undefined) return task;
  const received =
    taskType === undefined ? 'none, and config.json does not tell' : JSON.stringify(taskType).slice(0, 100);
  throw new EdgeError(
    'INVALID_INPUT',
    `metadata.taskType: expected one of ${Object.keys(tasks)
      .map((name) => `"${name}"`)
      .join(', ')}, received ${received}`,
  );
}
