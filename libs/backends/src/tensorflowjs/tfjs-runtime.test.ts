import { describe, expect, it } from 'vitest';
import { createTensorflowjsBackend } from './index.ts';
import { affineGraph } from './testing/small-models.ts';
import { chooseTfjsRuntime, importTfjsRuntime, type Tfjs, type TfjsPackages } from './tfjs-runtime.ts';

/** Only what choosing needs: the engine itself is one for the process, and stays on wasm. */
function packages(present: { readonly node?: boolean; readonly tfjs?: boolean; readonly wasm?: 'starts' | 'fails' }) {
  const used: string[] = [];
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  const tf = (name: string) =>
    ({
      ready: () => Promise.resolve(),
      enableProdMode: () => undefined,
      setBackend: (backend: string) => {
        used.push(backend);
        return Promise.resolve(backend === 'cpu' || present.wasm === 'starts');
      },
      name,
    }) as unknown as Tfjs;
  const importing: TfjsPackages = {
    importNode: () => (present.node === true ? Promise.resolve(tf('node')) : Promise.reject(missing)),
    importTfjs: () => (present.tfjs === true ? Promise.resolve(tf('tfjs')) : Promise.reject(missing)),
    importWasm: () => (present.wasm === undefined ? Promise.reject(missing) : Promise.resolve()),
  };
  return { importing, used, missing };
}

describe('the runtime', () => {
  it.each([
    ['tfjs-node', { node: true, tfjs: true, wasm: 'starts' }, []],
    ['wasm', { tfjs: true, wasm: 'starts' }, ['wasm']],
    ['cpu', { tfjs: true, wasm: 'fails' }, ['wasm', 'cpu']],
    ['cpu', { tfjs: true }, ['cpu']],
  ] as const)('is %s with %j', async (name, present, backends) => {
    const { importing, used } = packages(present);
    expect((await chooseTfjsRuntime(importing)).name).toBe(name);
    expect(used).toEqual(backends);
  });

  it('missing: NOT_INSTALLED with the command that installs it', async () => {
    const { importing, missing } = packages({});
    const importRuntime = () => chooseTfjsRuntime(importing);
    await expect(createTensorflowjsBackend({ importRuntime }).load({ bytes: affineGraph() })).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      message: expect.stringContaining(
        'npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0',
      ) as string,
      cause: missing,
    });
  });

  it('is chosen once, also when many ask at the same time', async () => {
    const [first, ...others] = await Promise.all([importTfjsRuntime(), importTfjsRuntime(), importTfjsRuntime()]);
    expect(first.name).toBe('wasm');
    expect(first.tf.getBackend()).toBe('wasm');
    for (const other of others) expect(other).toBe(first);
  });

  it('computes with SIMD', async () => {
    const { tf } = await importTfjsRuntime();
    expect(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')).toBe(true);
  });
});
