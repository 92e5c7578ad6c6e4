import { EdgeError, type Framework, type InferenceBackend } from '@harper-edge/contracts';

export interface BackendOptions {
  /** Threads that one run may use inside an operator. */
  readonly intraOpThreads: number;
}

type CreateBackend = (options: BackendOptions) => Promise<InferenceBackend>;

/** The frameworks that compute in a worker, each imported when its first model comes. */
const backends = {
  onnx: async (options) => (await import('../onnx/index.ts')).createOnnxBackend(options),
  tensorflow: async () =>
    (await import('../tensorflowjs/index.ts')).createTensorflowjsBackend({ framework: 'tensorflow' }),
  tensorflowjs: async () => (await import('../tensorflowjs/index.ts')).createTensorflowjsBackend(),
  transformers: async (options) => (await import('../transformers/index.ts')).createTransformersBackend(options),
} as const satisfies Partial<Record<Framework, CreateBackend>>;

export type WorkerFramework = keyof typeof backends;

export const workerFrameworks = Object.keys(backends) as readonly WorkerFramework[];

/** One backend for each framework, made when it is first asked for. */
export function createBackend(options: BackendOptions): (framework: Framework) => Promise<InferenceBackend> {
  const made = new Map<Framework, Promise<InferenceBackend>>();
  return (framework) => {
    const create = (backends as Partial<Record<Framework, CreateBackend>>)[framework];
    if (create === undefined) throw new EdgeError('NOT_INSTALLED', `no worker runs models of framework "${framework}"`);
    const backend = made.get(framework) ?? create(options);
    made.set(framework, backend);
    return backend;
  };
}
