import { createTextHead, createTextModel, measureOutputs } from '../../onnx-text/index.ts';
import { openTextParts } from './text-parts.ts';
import type { TransformersTask } from './transformers-task.ts';

/** Texts to embeddings, or to classes: as the models with a tokenizer of the onnx backend. */
export function createTextTask(task: 'feature-extraction' | 'text-classification'): TransformersTask {
  return {
    pipeline: task,
    files: ['tokenizer.json'],
    open: async (model) => {
      const parts = openTextParts(model);
      const outputs = await measureOutputs(parts.network, parts.tokenizer);
      return createTextModel({
        ...parts,
        ...model.memory,
        runtime: model.facts,
        head: createTextHead(task, outputs, model),
      });
    },
  };
}
