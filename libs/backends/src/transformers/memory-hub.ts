import type { RuntimeSettings, TransformersRuntime } from './transformers-runtime.ts';

export type HubFiles = ReadonlyMap<string, Uint8Array>;

/** Where the package finds the files of models that are in memory. */
export interface MemoryHub {
  /** Lends the files to `use`, under an id of the model that no other has. They are given up when it ends. */
  lend<T>(files: HubFiles, use: (id: string) => Promise<T>): Promise<T>;
}

/** One for each copy of the package: its settings hold for the whole process, and are made once. */
const hubs = new WeakMap<RuntimeSettings, MemoryHub>();

/**
 * The memory hub of the package. From the first call on, the package reaches neither the network nor its folder of
 * downloads, and writes nothing to the console: its log would hold the inputs of runs that fail.
 */
export function memoryHubOf({ env, LogLevel }: Pick<TransformersRuntime, 'env' | 'LogLevel'>): MemoryHub {
  const known = hubs.get(env);
  if (known !== undefined) return known;
  const lent = new Map<string, HubFiles>();
  const earlier = env.useCustomCache ? env.customCache : null;
  env.customCache = {
    match: async (request) => findFile(lent, request) ?? (await earlier?.match(request)),
    put: async (request, response) => earlier?.put(request, response),
  };
  env.useCustomCache = true;
  env.useFSCache = false;
  env.allowRemoteModels = false;
  // The package refuses to work when neither local nor remote models are allowed.
  env.allowLocalModels = true;
  env.logLevel = LogLevel.NONE;
  env.fetch = () => Promise.reject(new Error('Transformers.js is kept from the network here'));

  let count = 0;
  const hub: MemoryHub = {
    lend: async (files, use) => {
      const id = `harper-edge-memory/model-${++count}`;
      lent.set(id, files);
      try {
        return await use(id);
      } finally {
        lent.delete(id);
      }
    },
  };
  hubs.set(env, hub);
  return hub;
}

/** A request is a path that ends in `<id>/<file>`, or an address that ends in `<id>/resolve/<revision>/<file>`. */
function findFile(lent: ReadonlyMap<string, HubFiles>, request: string): Response | undefined {
  const [, id = '', rest = ''] = /(harper-edge-memory\/model-\d+)\/(.*)$/.exec(request.replaceAll('\\', '/')) ?? [];
  const bytes = lent.get(id)?.get(rest.replace(/^resolve\/[^/]+\//, ''));
  if (bytes === undefined) return undefined;
  // The package often only asks whether there is a file, and a Response would copy even then.
  return Object.assign(new Response(), {
    arrayBuffer: () => Promise.resolve(Uint8Array.from(bytes).buffer),
  });
}
