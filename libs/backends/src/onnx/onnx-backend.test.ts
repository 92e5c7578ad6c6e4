import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryUsage } from 'node:process';
import { isEdgeError, type Tensor } from '@harper-edge/contracts';
import { backendConformance } from '@harper-edge/contracts/testing';
import { describe, expect, it } from 'vitest';
import { createOnnxBackend, type OnnxRuntime } from './index.ts';
import { irisFixtures } from './testing/iris-fixtures.ts';
import { oneNodeModel } from './testing/one-node-model.ts';
import { repositoryRoot } from './testing/repository-root.ts';

const backend = createOnnxBackend();
const iris = new Uint8Array(readFileSync(join(repositoryRoot, 'examples/iris/iris-logreg.onnx')));
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const floats = (values: readonly number[], shape: readonly number[]): Tensor => ({
  name: 'x',
  datatype: 'FP32',
  shape,
  data: Float32Array.from(values),
});

describe('onnx backend', () => {
  const notModels = {
    empty: new Uint8Array(),
    truncated: iris.subarray(0, 300),
    text: ascii('hello'),
    zip: ascii('PK\x03\x04'),
  };
  const subject = { backend, fixtures: irisFixtures(), notModels };
  for (const { name, run } of backendConformance(subject)) it(name, run);
});

describe('threads', () => {
  it('more than one gives the same answer', async () => {
    const [fixture] = irisFixtures();
    if (fixture === undefined) throw new Error('expected a fixture');
    const model = await createOnnxBackend({ intraOpThreads: 2 }).load(fixture.artifact);
    expect((await model.run(fixture.example))[0]?.data).toEqual(fixture.expected[0]?.data);
    await model.release();
  });

  it.each([0, -1, 1.5, NaN])('%d is refused', (intraOpThreads) => {
    expect(() => createOnnxBackend({ intraOpThreads })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });

  it.each([
    [1, undefined],
    [2, { session: { intra_op: { allow_spinning: '0' } } }],
  ])('%d: does not spin while it waits', async (intraOpThreads, extra) => {
    const { InferenceSession, Tensor } = await import('onnxruntime-node');
    let received: unknown;
    const create = (bytes: Uint8Array, options: object) => {
      received = options;
      return InferenceSession.create(bytes, options);
    };
    const importRuntime = () => Promise.resolve({ Tensor, InferenceSession: { create } } as unknown as OnnxRuntime);
    await (await createOnnxBackend({ intraOpThreads, importRuntime }).load({ bytes: iris })).release();
    expect(received).toMatchObject({ intraOpNumThreads: intraOpThreads, graphOptimizationLevel: 'all' });
    expect((received as { extra?: unknown }).extra).toEqual(extra);
  });
});

describe('the runtime package', () => {
  const failing = (error: Error) =>
    createOnnxBackend({ importRuntime: () => Promise.reject(error) }).load({ bytes: iris });

  it('missing: NOT_INSTALLED with the command that installs it', async () => {
    const cause = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(failing(cause)).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      message: expect.stringContaining('npm install onnxruntime-node@1.30.0') as string,
      cause,
    });
  });

  it('there, but without a build for this platform: NOT_INSTALLED too, with another message', async () => {
    const cause = Object.assign(new Error('libc.musl: no such file'), { code: 'ERR_DLOPEN_FAILED' });
    await expect(failing(cause)).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      message: expect.stringContaining('does not start on this platform') as string,
      cause,
    });
  });
});

describe('memoryBytes', () => {
  const loadGrowing = async (growthBytes: number): Promise<number> => {
    let rss = 100e6;
    const measured = createOnnxBackend({ memoryUsage: () => ({ rss: (rss += growthBytes) }) });
    const model = await measured.load({ bytes: iris });
    await model.release();
    return model.memoryBytes;
  };

  it.each([
    ['the growth of the process', 3_000_000, 3_000_000],
    ['never less than the artifact', -5_000_000, iris.length],
    ['never more than is plausible for the artifact', 5e9, 32 * iris.length + 16 * 2 ** 20],
  ])('is %s', async (_what, growthBytes, expected) => {
    expect(await loadGrowing(growthBytes)).toBe(expected);
  });
});

describe('run', () => {
  const load = (bytes: Uint8Array) => backend.load({ bytes });

  it('names the tensor and what the model has when a name is wrong', async () => {
    const model = await load(oneNodeModel());
    const input = floats([1, 2], [1, 2]);
    await expect(model.run([])).rejects.toThrow('input "x" is missing; the model\'s inputs are "x"');
    await expect(model.run([input, { ...input, name: 'z' }])).rejects.toThrow('input "z" is unknown');
    await expect(model.run([input, input])).rejects.toThrow('input "x" is given twice');
    await expect(model.run([input], { outputs: ['z'] })).rejects.toThrow(
      'output "z" is unknown; the model\'s outputs are "y"',
    );
    await expect(model.run([input], { outputs: ['y', 'y'] })).rejects.toThrow('output "y" is given twice');
    await model.release();
  });

  it('refuses sizes that no tensor has, though their product fits', async () => {
    const model = await load(oneNodeModel({ shape: ['N', 'M'] }));
    for (const shape of [
      [-1, -2],
      [0.5, 4],
    ]) {
      await expect(model.run([floats([1, 2], shape)])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    await model.release();
  });

  it('answers nothing when no output is wanted, after checking the input', async () => {
    const model = await load(oneNodeModel());
    expect(await model.run([floats([1, 2], [1, 2])], { outputs: [] })).toEqual([]);
    await expect(model.run([], { outputs: [] })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await model.release();
  });

  it('a failure inside the model is MODEL_FAILED, with the cause kept and no source positions', async () => {
    const node = { opType: 'Reshape', inputs: ['x', 'y'], outputs: ['z'] };
    const bytes = oneNodeModel({
      node: { ...node, inputs: ['x', 'x'] },
      datatype: 'INT64',
      shape: ['N'],
      outputs: [{ name: 'z', datatype: 'INT64' }],
    });
    const model = await load(bytes);
    const input: Tensor = { name: 'x', datatype: 'INT64', shape: [2], data: BigInt64Array.from([7n, 5n]) };
    const failure: unknown = await model.run([input]).catch((error: unknown) => error);
    expect(isEdgeError(failure, 'MODEL_FAILED')).toBe(true);
    expect(failure).toMatchObject({ cause: expect.any(Error) as Error });
    expect((failure as Error).message).toMatch(/Reshape/);
    expect((failure as Error).message).not.toMatch(/\.cc|\.h:|\n/);
    const works: Tensor = { ...input, shape: [1], data: BigInt64Array.from([1n]) };
    expect((await model.run([works]))[0]?.data).toEqual(BigInt64Array.from([1n]));
    await model.release();
  });

  it('hands out memory that later runs, inputs and release do not change', async () => {
    const model = await load(oneNodeModel());
    const data = new Float32Array(2000).fill(1);
    const input: Tensor = { name: 'x', datatype: 'FP32', shape: [1000, 2], data };
    const [kept] = await model.run([input]);
    const before = kept?.data.slice();
    data.fill(2);
    for (let i = 0; i < 50; i++) await model.run([input]);
    await model.release();
    for (let i = 0; i < 5; i++) await (await load(oneNodeModel())).run([input]);
    expect(before).toEqual(new Float32Array(2000).fill(1));
    expect(kept?.data).toEqual(before);
    expect((kept?.data as Float32Array).buffer).not.toBe(data.buffer);
  });

  it('does not wait for ever when release is called twice while it runs', async () => {
    const model = await load(oneNodeModel());
    const running = model.run([floats([1, 2], [1, 2])]);
    const released = [model.release(), model.release()];
    await expect(running).resolves.toHaveLength(1);
    await Promise.all(released);
  });
});

describe('many models one after the other', () => {
  it('100 cycles of load, run and release keep the process small', async () => {
    const [, fixture] = irisFixtures();
    if (fixture === undefined) throw new Error('expected a fixture');
    const cycle = async (): Promise<void> => {
      const model = await backend.load(fixture.artifact);
      await model.run(fixture.example);
      await model.release();
    };
    for (let i = 0; i < 20; i++) await cycle();
    const before = memoryUsage.rss();
    for (let i = 0; i < 100; i++) await cycle();
    expect(memoryUsage.rss() - before).toBeLessThan(50 * 2 ** 20);
  });
});
