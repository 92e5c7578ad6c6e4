import { EdgeError, type LoadedModel, type RunOptions, type Tensor, type TensorSpec } from '@harper-edge/contracts';

export type Compute = (inputs: readonly Tensor[]) => readonly Tensor[];

export interface Script extends Partial<Omit<LoadedModel, 'run' | 'release' | 'metadata'>> {
  readonly inputs?: readonly TensorSpec[];
  readonly outputs?: readonly TensorSpec[];
  /** All outputs in their order; what it throws fails the run. */
  readonly compute?: Compute;
  /** What every run waits for before it computes. Default: nothing. */
  readonly pause?: () => Promise<void>;
}

export interface ScriptedModel extends LoadedModel {
  /** The inputs of each run, in the order in which they began. */
  readonly runs: (readonly Tensor[])[];
  readonly running: () => number;
  /** Ends what holds the model: runs fail, and those under way do too. */
  readonly end: () => void;
  readonly isReleased: () => boolean;
}

const vector = (name: string): TensorSpec => ({ name, datatype: 'FP32', shape: [-1] });

export const numbers = (...values: number[]): [Tensor] => [
  { name: 'x', datatype: 'FP32', shape: [values.length], data: new Float32Array(values) },
];

export const double: Compute = ([x]) => [
  { ...(x as Tensor & { datatype: 'FP32' }), name: 'y', data: (x?.data as Float32Array).map((value) => value * 2) },
];

/** A model that does as it is told: it stands for any runtime where a test needs runs that can be held back or fail. */
export function createScriptedModel(script: Script = {}): ScriptedModel {
  const { inputs = [vector('x')], outputs = [vector('y')], compute = double, pause, ...facts } = script;
  const runs: (readonly Tensor[])[] = [];
  let running = 0;
  let hasEnded = false;
  let released = false;
  const checkUsable = (): void => {
    if (hasEnded || released) throw new EdgeError('UNAVAILABLE', 'the model has ended');
  };
  return {
    memoryBytes: 10,
    isWarm: true,
    isGone: () => hasEnded,
    ...facts,
    metadata: { platform: 'test_script', inputs, outputs },
    runs,
    running: () => running,
    end: () => (hasEnded = true),
    isReleased: () => released,
    run: async (given: readonly Tensor[], { outputs: asked }: RunOptions = {}) => {
      checkUsable();
      runs.push(given);
      running++;
      try {
        await pause?.();
        checkUsable();
        const all = compute(given);
        return asked === undefined ? all : asked.flatMap((name) => all.find((output) => output.name === name) ?? []);
      } finally {
        running--;
      }
    },
    release: () => {
      released = true;
      return Promise.resolve();
    },
  };
}

export interface Gate {
  readonly pass: () => Promise<void>;
  open(): void;
}

/** Holds back whoever passes until it is opened; from then on nobody. */
export function createGate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { pass: () => opened, open };
}

export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
