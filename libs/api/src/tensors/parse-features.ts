import { EdgeError, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import { parseTensor } from './parse-tensor.ts';

export interface ParsedFeatures {
  readonly tensors: readonly Tensor[];
  /**
   * Whether the answer has a batch axis: not when every input was one row given without one, as in
   * `[5.1, 3.5, 1.4, 0.2]` for shape [-1, 4].
   */
  readonly batched: boolean;
}

/**
 * Makes the model's input tensors from the `features` of a request: input name → number, string, boolean, flat or nested
 * array, or `{ data, shape }`. For a model with one text input, `text` or `texts` stands for it under any name.
 *
 * @throws EdgeError INVALID_INPUT naming what is missing, extra or wrong.
 */
export function parseFeatures(
  features: Readonly<Record<string, unknown>>,
  specs: readonly TensorSpec[],
): ParsedFeatures {
  const byName = textByName(features, specs);
  const known = specs.map(({ name }) => name);
  const extra = Object.keys(byName).filter((name) => !known.includes(name));
  const missing = known.filter((name) => !Object.hasOwn(byName, name));
  if (extra.length > 0 || missing.length > 0) {
    const expected = specs
      .map(({ name, datatype, shape }) => `"${name}" (${datatype} [${shape.join(', ')}])`)
      .join(', ');
    const list = (names: readonly string[]): string =>
      names
        .slice(0, 10)
        .map((name) => JSON.stringify(name.slice(0, 80)))
        .join(', ');
    const faults = [missing.length > 0 && `missing ${list(missing)}`, extra.length > 0 && `unknown ${list(extra)}`];
    throw new EdgeError(
      'INVALID_INPUT',
      `features: expected ${expected}; ${faults.filter((fault) => fault !== false).join('; ')}`,
    );
  }
  const parsed = specs.map((spec) => parseTensor(byName[spec.name], spec));
  return { tensors: parsed.map(({ tensor }) => tensor), batched: parsed.some(({ batched }) => batched) };
}

function textByName(
  features: Readonly<Record<string, unknown>>,
  specs: readonly TensorSpec[],
): Readonly<Record<string, unknown>> {
  const textInputs = specs.filter(({ datatype }) => datatype === 'BYTES');
  const [textInput] = textInputs;
  if (textInput === undefined || textInputs.length > 1 || Object.hasOwn(features, textInput.name)) return features;
  const { text, texts, ...rest } = features;
  if (text !== undefined && texts !== undefined)
    throw new EdgeError('INVALID_INPUT', 'features: expected text or texts, received both');
  const given = text ?? texts;
  return given === undefined ? features : { ...rest, [textInput.name]: given };
}
