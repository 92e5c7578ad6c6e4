import type { LoadedModel } from '@harper-edge/contracts';
import { withImageInput } from './image-input.ts';
import { withLabels } from './label-output.ts';
import type { ProcessingSettings } from './parse-settings.ts';
import { loadSharp, type Sharp } from './sharp-package.ts';
import { warmWithImage } from './warm-with-image.ts';

export interface ProcessingSource {
  readonly settings: ProcessingSettings;
  /** Of the artifact, where labels may lie. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly importSharp: () => Promise<Sharp>;
}

/**
 * The model with pictures taken in and labels given out, as far as declared; one that takes
 * pictures is warmed with one. When that fails the model is released.
 *
 * @throws EdgeError INVALID_INPUT when the settings do not fit the model, NOT_INSTALLED when sharp is missing
 */
export async function applyProcessing(
  model: LoadedModel,
  { settings, files, importSharp }: ProcessingSource,
): Promise<LoadedModel> {
  try {
    const { image, labels } = settings;
    const seeing = image === undefined ? model : withImageInput(model, image, await loadSharp(importSharp));
    const naming = labels === undefined ? seeing : withLabels(seeing, labels, files);
    return image === undefined ? naming : await warmWithImage(naming);
  } catch (error) {
    await model.release();
    throw error;
  }
}
