import type { DeclaredMetadata } from '@harper-edge/contracts';
import { declaredWord, type JsonObject } from '../declared-values.ts';

const tasks = ['feature-extraction', 'text-classification'] as const;

/**
 * What the model is for: as declared, else by the architecture in its config, else embeddings.
 *
 * @throws EdgeError INVALID_INPUT on another declared task
 */
export function textTaskOf(metadata: DeclaredMetadata, config: JsonObject): (typeof tasks)[number] {
  const declared = declaredWord(metadata.taskType, 'taskType', tasks);
  return declared ?? (isClassifier(config) ? 'text-classification' : 'feature-extraction');
}

function isClassifier({ architectures }: JsonObject): boolean {
  return (
    Array.isArray(architectures) && architectures.some((name) => String(name).endsWith('ForSequenceClassification'))
  );
}
