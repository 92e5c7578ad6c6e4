import { EdgeError } from '@harper-edge/contracts';
import { readClassSettings } from '../../onnx-text/index.ts';
import { declaredBoolean, declaredObject, declaredText, isObject, type JsonObject } from '../../declared-values.ts';
import type { OpenedModel } from './transformers-task.ts';

export interface ZeroShotSettings {
  /** A sentence with `{}` where a candidate label goes. */
  readonly template: string;
  /** Whether each label is judged for itself, and not against the others. */
  readonly multiLabel: boolean;
  /** Places of two of the model's classes. */
  readonly entailment: number;
  readonly contradiction: number;
}

/**
 * `preprocessing.text.hypothesisTemplate` (default "This example is {}."), `postprocessing.multiLabel` (default false) and
 * `postprocessing.labels`, the model's own classes (default: those of its config).
 *
 * @throws EdgeError INVALID_INPUT on a wrong declared value, INVALID_MODEL when no class is named entailment or contradiction.
 */
export function readZeroShotSettings({ metadata, config }: Pick<OpenedModel, 'metadata' | 'config'>): ZeroShotSettings {
  const text = declaredObject(declaredObject(metadata.preprocessing, 'preprocessing').text, 'preprocessing.text');
  const template = declaredText(text.hypothesisTemplate, 'preprocessing.text.hypothesisTemplate');
  if (template?.includes('{}') === false) {
    throw new EdgeError(
      'INVALID_INPUT',
      'metadata.preprocessing.text.hypothesisTemplate: expected a text with {} where the label goes',
    );
  }
  const post = declaredObject(metadata.postprocessing, 'postprocessing');
  const classes = (readClassSettings(metadata, ['multiLabel']).labels ?? labelsOf(config.model)).map((label) =>
    label.toLowerCase(),
  );
  return {
    template: template ?? 'This example is {}.',
    multiLabel: declaredBoolean(post.multiLabel, 'postprocessing.multiLabel') ?? false,
    entailment: placeOf(classes, ['entailment']),
    contradiction: placeOf(classes, ['contradiction', 'not_entailment']),
  };
}

function labelsOf({ id2label }: JsonObject): readonly string[] {
  if (!isObject(id2label)) return [];
  return Array.from({ length: Object.keys(id2label).length }, (_, index) => String(id2label[String(index)]));
}

function placeOf(classes: readonly string[], names: readonly string[]): number {
  const place = classes.findIndex((label) => names.includes(label));
  if (place !== -1) return place;
  throw new EdgeError(
    'INVALID_MODEL',
    `zero-shot-classification: expected a model with a class named ${names.join(' or ')}, received ${classes.join(', ') || 'none'}; declare metadata.postprocessing.labels if they have other names`,
  );
}
