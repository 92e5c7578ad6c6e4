import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { EdgeError } from '@harper-edge/contracts';
import type * as tensorflow from '@tensorflow/tfjs';

/** What the packages @tensorflow/tfjs and @tensorflow/tfjs-node export alike. */
export type Tfjs = Omit<typeof tensorflow, 'default'>;

/** TensorFlow.js, ready to compute. It has one engine for the whole process, so there is one of these. */
export interface TfjsRuntime {
  readonly tf: Tfjs;
  /** What computes: libtensorflow, WebAssembly or plain JavaScript. */
  readonly name: 'tfjs-node' | 'wasm' | 'cpu';
}

export interface TfjsPackages {
  /** @tensorflow/tfjs-node */
  readonly importNode: () => Promise<Tfjs>;
  /** @tensorflow/tfjs */
  readonly importTfjs: () => Promise<Tfjs>;
  /** Registers the wasm backend of @tensorflow/tfjs-backend-wasm. */
  readonly importWasm: () => Promise<unknown>;
}

// By a variable: the package is optional in earnest, and where it is missing neither types nor bundlers should look for it.
const nodePackage = '@tensorflow/tfjs-node';

const packages: TfjsPackages = {
  importNode: async () => exportsOf((await import(nodePackage)) as Tfjs),
  importTfjs: async () => exportsOf(await import('@tensorflow/tfjs')),
  importWasm: async () => {
    const { setWasmPaths } = exportsOf(await import('@tensorflow/tfjs-backend-wasm'));
    // Without its folder it looks for the binaries beside the running script.
    const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
    try {
      setWasmPaths(join(dirname(manifest), 'dist') + sep);
    } catch {
      // It already runs, started by someone else in this process.
    }
  },
};

let chosen: Promise<TfjsRuntime> | undefined;

/** Chosen when the first model is loaded, and then the same for all; tried again when it could not be. */
export function importTfjsRuntime(): Promise<TfjsRuntime> {
  chosen ??= chooseTfjsRuntime(packages).catch((error: unknown) => {
    chosen = undefined;
    throw error;
  });
  return chosen;
}

/**
 * tfjs-node where it is installed and its native library starts, else WebAssembly, else plain JavaScript.
 *
 * @throws EdgeError NOT_INSTALLED when not even @tensorflow/tfjs is there
 */
export async function chooseTfjsRuntime({ importNode, importTfjs, importWasm }: TfjsPackages): Promise<TfjsRuntime> {
  const native = await importNode().catch(() => undefined);
  if (native !== undefined) {
    await native.ready();
    return { tf: native, name: 'tfjs-node' };
  }
  const tf = await importTfjs().catch((cause: unknown) => {
    throw new EdgeError(
      'NOT_INSTALLED',
      'TensorFlow.js models need the packages @tensorflow/tfjs and @tensorflow/tfjs-backend-wasm; install them with: npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0',
      { cause },
    );
  });
  // It would advise on the console to install tfjs-node; checks of values stay as they are.
  tf.enableProdMode();
  const name = (await startWasm(tf, importWasm)) ? 'wasm' : 'cpu';
  if (name === 'cpu') await tf.setBackend('cpu');
  return { tf, name };
}

async function startWasm(tf: Tfjs, importWasm: () => Promise<unknown>): Promise<boolean> {
  try {
    await importWasm();
    return await tf.setBackend('wasm');
  } catch {
    return false;
  }
}

/** CommonJS packages have their exports as names, or only together, depending on who reads them. */
function exportsOf<T extends object>(imported: T): Omit<T, 'default'> {
  return (imported as { readonly default?: T }).default ?? imported;
}
