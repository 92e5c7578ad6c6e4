import { EdgeError } from '@harper-edge/contracts';
import { failureReason } from '../onnx/failure-reason.ts';

/** What the package says when it cannot load a model, without the places where it looked. */
export function loadFailure(cause: unknown): EdgeError {
  const reason = failureReason(cause);
  const [, missing] = /harper-edge-memory\/model-\d+\/([^"]*)"/.exec(reason) ?? [];
  return new EdgeError(
    'INVALID_MODEL',
    missing === undefined
      ? `Transformers.js cannot load the model: ${reason}`
      : `Transformers.js cannot load the model: the archive lacks ${missing}`,
    { cause },
  );
}
