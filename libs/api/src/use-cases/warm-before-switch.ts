import { EdgeError, isEdgeError, type ModelVersion } from '@harper-edge/contracts';
import type { BeforeSwitch } from '@harper-edge/registry';
import type { Services } from '../services.ts';
import { parseFeatures } from '../tensors/parse-features.ts';

/**
 * engine.metadata → engine.predict: loads and warms the version that is about to answer, and asks it `features`, where some
 * are given. What it fails with stops the switch.
 */
export function warmBeforeSwitch(
  { engine }: Pick<Services, 'engine'>,
  features?: Readonly<Record<string, unknown>>,
): BeforeSwitch {
  return async (model) => {
    try {
      await engine.metadata(model);
    } catch (error) {
      throw isFaultOf(model, error) ? notSwitched(model, error) : error;
    }
    if (features === undefined) return;
    const { tensors } = parseFeatures(features, model.inputs);
    try {
      await engine.predict(model, tensors);
    } catch (error) {
      throw isEdgeError(error, 'MODEL_FAILED') ? notSwitched(model, error) : error;
    }
  };
}

/** Whether the same would happen at any other time: the file is none that loads, or is damaged or gone. */
const isFaultOf = ({ sha256 }: ModelVersion, error: unknown): error is EdgeError =>
  isEdgeError(error) &&
  (error.code === 'INVALID_MODEL' || error.code === 'INVALID_INPUT' || error.facts['sha256'] === sha256);

const notSwitched = ({ id }: ModelVersion, cause: EdgeError): EdgeError =>
  new EdgeError('INVALID_MODEL', `${id} does not take over, what answered before goes on: ${cause.message}`, { cause });
