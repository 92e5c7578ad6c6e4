import { EdgeError } from './edge-error.ts';
import { checkTensor, type Tensor, type TensorSpec } from './tensor.ts';

/** @throws EdgeError INVALID_INPUT when the inputs are not exactly those declared, by name, datatype and shape. */
export function checkInputs(inputs: readonly Tensor[], specs: readonly TensorSpec[]): void {
  checkNames(
    'input',
    inputs.map(({ name }) => name),
    specs,
  );
  for (const spec of specs) {
    const input = inputs.find(({ name }) => name === spec.name);
    if (input === undefined) {
      throw new EdgeError('INVALID_INPUT', `input "${spec.name}" is missing; ${listNames('input', specs)}`);
    }
    checkTensor(input, spec);
  }
}

/** @throws EdgeError INVALID_INPUT when an output is asked for that the model does not declare, or twice. */
export function checkOutputs(names: readonly string[], specs: readonly TensorSpec[]): void {
  checkNames('output', names, specs);
}

function checkNames(kind: 'input' | 'output', names: readonly string[], specs: readonly TensorSpec[]): void {
  for (const [index, name] of names.entries()) {
    if (!specs.some((spec) => spec.name === name)) {
      throw new EdgeError('INVALID_INPUT', `${kind} "${name}" is unknown; ${listNames(kind, specs)}`);
    }
    if (names.indexOf(name) !== index) {
      throw new EdgeError('INVALID_INPUT', `${kind} "${name}" is given twice; expected each name once`);
    }
  }
}

function listNames(kind: 'input' | 'output', specs: readonly TensorSpec[]): string {
  const names = specs.map(({ name }) => `"${name}"`).join(', ');
  return `the model's ${kind}s are ${names || 'none'}`;
}
