import type { BlobInfo, Json, ModelVersion, Store } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRegistry, type NewModelVersion, type Registry } from './index.ts';

const clock = createFakeClock();
let store: Store;
let registry: Registry;

beforeEach(() => {
  store = createMemoryStore({ clock });
  registry = createRegistry({ store, clock });
});

async function* content(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text));
}

async function register(
  version: string,
  rest: Partial<NewModelVersion> & { text?: string } = {},
): Promise<ModelVersion> {
  clock.advance(10);
  const { text = version, ...fields } = rest;
  return registry.register({
    modelId: 'm',
    version,
    framework: 'onnx',
    stage: 'development',
    artifact: await registry.storeArtifact(content(text)),
    modelMetadata: {
      platform: 'onnx_onnxv1',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
    },
    inputSchema: null,
    outputSchema: null,
    metadata: {},
    ...fields,
  });
}

describe('resolve', () => {
  it('takes the explicit version, else production, else the newest not archived', async () => {
    await register('v1');
    await register('v2');
    await register('v3', { stage: 'archived' });
    expect((await registry.resolve('m')).version).toBe('v2');
    expect((await registry.resolve('m', 'v1')).version).toBe('v1');
    await register('v0', { stage: 'production' });
    await register('v4');
    expect((await registry.resolve('m')).version).toBe('v0');
  });

  it('says NOT_FOUND for a model or version that is not there', async () => {
    await register('v1');
    await expect(registry.resolve('m', 'v9')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(registry.resolve('n')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('register', () => {
  it('keeps versions immutable: the same bytes again answer what is there, others are CONFLICT', async () => {
    const first = await register('v1', { text: 'a' });
    expect(await register('v1', { text: 'a' })).toEqual(first);
    await expect(register('v1', { text: 'b' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await registry.get('m', 'v1')).toEqual(first);
  });

  it('lets exactly one of two different uploads of one version win', async () => {
    const results = await Promise.allSettled([register('v1', { text: 'a' }), register('v1', { text: 'b' })]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('archives the production version before', async () => {
    await register('v1', { stage: 'production' });
    await register('v2', { stage: 'production' });
    expect((await registry.get('m', 'v1')).stage).toBe('archived');
    expect((await registry.resolve('m')).version).toBe('v2');
  });

  it('does not show a version whose artifact is gone', async () => {
    const artifact: BlobInfo = { sha256: 'a'.repeat(64), sizeBytes: 1, storedAt: clock.nowMs() };
    await expect(register('v1', { artifact })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(registry.get('m', 'v1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each<[Json, string | undefined]>([
    [{ inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 4] }] }, undefined],
    [{ inputs: [{ name: 'x', shape: [-1, 4], description: 'extra members are kept' }] }, undefined],
    [[{ name: 'x' }], undefined],
    [{ inputs: [{ name: 'z' }] }, 'INVALID_MODEL'],
    [{ inputs: [{ name: 'x', datatype: 'INT64' }] }, 'INVALID_MODEL'],
    [{ inputs: [{ name: 'x', shape: [1, 5] }] }, 'INVALID_MODEL'],
    [{ inputs: [{ name: 'x', shape: [4] }] }, 'INVALID_MODEL'],
    [{ inputs: [{ name: 'x', shape: ['a'] }] }, 'INVALID_INPUT'],
    [{ inputs: [{ shape: [4] }] }, 'INVALID_INPUT'],
    ['text', 'INVALID_INPUT'],
    [{}, 'INVALID_INPUT'],
  ])('checks the declared schema %j: %s', async (inputSchema, code) => {
    const registered = register('v1', { inputSchema });
    if (code === undefined) expect(await registered).toMatchObject({ inputSchema });
    else await expect(registered).rejects.toMatchObject({ code });
  });
});

describe('list', () => {
  it('filters, newest first, in pages', async () => {
    for (const version of ['v1', 'v2', 'v3']) await register(version);
    await register('v4', { modelId: 'n', stage: 'staging' });
    const first = await registry.list({ modelId: 'm', limit: 2 });
    const rest = await registry.list({ modelId: 'm', limit: 2, cursor: first.nextCursor ?? '' });
    expect([first, rest].map(({ rows }) => rows.map(({ version }) => version))).toEqual([['v3', 'v2'], ['v1']]);
    expect((await registry.list({ stage: 'staging', framework: 'onnx' })).rows.map(({ id }) => id)).toEqual(['n:v4']);
  });
});

describe('artifacts', () => {
  it('come back byte for byte', async () => {
    const model = await register('v1', { text: 'the bytes' });
    expect(new TextDecoder().decode(await registry.readArtifact(model))).toBe('the bytes');
    const pieces: Uint8Array[] = [];
    for await (const piece of await registry.streamArtifact(model.sha256)) pieces.push(piece);
    expect(pieces.map((piece) => new TextDecoder().decode(piece)).join('')).toBe('the bytes');
  });

  it('that are damaged or gone are UNAVAILABLE', async () => {
    const model = await register('v1', { text: 'the bytes' });
    for (const damage of ['the Bytes', 'the byte', 'the bytes!']) {
      const blobs = { ...store.blobs, get: () => Promise.resolve(content(damage)) };
      const reader = createRegistry({ store: { ...store, blobs }, clock });
      await expect(reader.readArtifact(model)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    }
    await store.blobs.delete(model.sha256);
    await expect(registry.readArtifact(model)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(registry.streamArtifact(model.sha256)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('are collected when no version names them and they are old enough', async () => {
    const kept = await register('v1', { text: 'kept' });
    const shared = await register('v2', { text: 'shared' });
    await register('v3', { text: 'shared' });
    const gone = await register('v4', { text: 'gone' });
    await registry.remove({ modelId: 'm', version: 'v2' });
    await registry.remove({ modelId: 'm', version: 'v4' });
    expect(await registry.collectGarbage()).toEqual([]);
    clock.advance(3_600_001);
    const fresh = await registry.storeArtifact(content('being uploaded'));
    expect((await registry.collectGarbage({ dryRun: true })).map(({ sha256 }) => sha256)).toEqual([gone.sha256]);
    await registry.collectGarbage();
    const there = await Promise.all([kept, shared, gone, fresh].map(({ sha256 }) => store.blobs.stat(sha256)));
    expect(there.map((info) => info !== undefined)).toEqual([true, true, false, true]);
  });
});

describe('remove', () => {
  it('refuses the production version and what is not there', async () => {
    await register('v1', { stage: 'production' });
    await expect(registry.remove({ modelId: 'm', version: 'v1' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(registry.remove({ modelId: 'm', version: 'v2' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
