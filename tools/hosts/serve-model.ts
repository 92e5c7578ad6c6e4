import type { DeclaredMetadata, Framework, Tensor, TensorSpec } from '@harper-edge/contracts';
import type { BackendFixture } from '@harper-edge/contracts/testing';
import { expect, vi } from 'vitest';
import { call, type Answer, type RunningHost } from './running-host.ts';

/** One part of an upload. */
export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface UploadedModel {
  readonly modelId: string;
  readonly framework: Framework;
  readonly files: readonly UploadedFile[];
  readonly metadata?: DeclaredMetadata | undefined;
}

/** Uploads a model as a form does, each file as a part "file" of its own. */
export async function uploadFiles({ url }: RunningHost, model: UploadedModel): Promise<Answer> {
  const { modelId, framework, files, metadata } = model;
  const form = new FormData();
  for (const [name, value] of Object.entries({ modelId, framework, version: 'v1', stage: 'production' }))
    form.append(name, value);
  if (metadata !== undefined) form.append('metadata', JSON.stringify(metadata));
  for (const { name, bytes } of files) form.append('file', new Blob([Uint8Array.from(bytes)]), name);
  return call(`${url}/model/upload`, { method: 'POST', body: form });
}

/** The answer to features, which has to come. */
export async function predictionOf(
  { url }: RunningHost,
  modelId: string,
  features: object,
): Promise<{ readonly inferenceId: string; readonly prediction: Record<string, any>; readonly confidence?: number }> {
  const { status, body } = await call(`${url}/predict`, { json: { modelId, features } });
  expect([status, body], modelId).toMatchObject([200, { prediction: expect.any(Object) as object }]);
  return body as Awaited<ReturnType<typeof predictionOf>>;
}

/** Tensors as `features`: nested by their shape, pictures as base64. */
function featuresOf(tensors: readonly Tensor[]): Record<string, unknown> {
  return Object.fromEntries(tensors.map(({ name, shape, data }) => [name, nest(elementsOf(data), shape)]));
}

const elementsOf = (data: Tensor['data']): readonly unknown[] =>
  Array.from(data as ArrayLike<unknown>, (element) =>
    element instanceof Uint8Array ? Buffer.from(element).toString('base64') : element,
  );

function nest(elements: readonly unknown[], [size, ...rest]: readonly number[]): unknown {
  if (size === undefined || rest.length === 0) return elements;
  const rowSize = elements.length / size;
  return Array.from({ length: size }, (_, i) => nest(elements.slice(i * rowSize, (i + 1) * rowSize), rest));
}

/** What stands in nested arrays and maps, in order. */
function leavesOf(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [value];
}

/** Equal texts, and numbers that differ by no more than `tolerance`. */
export function expectNear(actual: unknown, wanted: unknown, tolerance: number): void {
  const [got, expected] = [leavesOf(actual), leavesOf(wanted)];
  expect(got).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    if (typeof value !== 'number') expect(got[i]).toBe(value);
    else expect(Math.abs(Number(got[i]) - value), `${i}: ${String(got[i])} is ${value}`).toBeLessThanOrEqual(tolerance);
  }
}

/** Asks the same over the Open Inference Protocol: the data of its outputs by their names. */
async function inferV2({ url }: RunningHost, modelId: string, inputs: readonly Tensor[]): Promise<object> {
  const json = {
    inputs: inputs.map(({ name, datatype, shape, data }) => ({ name, datatype, shape, data: elementsOf(data) })),
  };
  const { status, body } = await call(`${url}/v2/models/${modelId}/infer`, { json });
  expect([status, body], modelId).toMatchObject([200, { model_name: modelId, model_version: 'v1' }]);
  const outputs = body.outputs as readonly { readonly name: string; readonly data: unknown }[];
  return Object.fromEntries(outputs.map(({ name, data }) => [name, data]));
}

async function embeddingsV1({ url }: RunningHost, model: string, input: readonly unknown[]): Promise<unknown> {
  const { status, body } = await call(`${url}/v1/embeddings`, { json: { model, input } });
  expect([status, body], model).toMatchObject([200, { object: 'list' }]);
  return (body.data as readonly { readonly embedding: unknown }[]).map(({ embedding }) => embedding);
}

const isSame = (tensor: TensorSpec, wanted: Partial<TensorSpec>): boolean =>
  Object.entries(wanted).every(([key, value]) => tensor[key as keyof TensorSpec] === value);

/**
 * Asks a model of the fixture through every door: each gives the known answer, the same numbers, and records one event.
 * Returns how many events there are.
 */
async function expectAnswers(host: RunningHost, modelId: string, fixture: BackendFixture): Promise<number> {
  const { example, expected, tolerance, inputs, outputs } = fixture;
  const { prediction, inferenceId } = await predictionOf(host, modelId, featuresOf(example));
  expect(Object.keys(prediction)).toEqual(outputs.map(({ name }) => name));
  for (const { name, data, shape } of expected) {
    expectNear(prediction[name], elementsOf(data), tolerance);
    expect(prediction[name], name).toHaveLength(shape[0] ?? 0);
  }
  for (const { name, mapKeys } of outputs) {
    if (mapKeys !== undefined) expect(Object.keys(prediction[name][0] as object)).toEqual(mapKeys);
  }
  expectNear(await inferV2(host, modelId, example), prediction, 1e-6);
  const [text, ...others] = inputs;
  const [embedding] = outputs;
  const embeds =
    others.length === 0 &&
    text !== undefined &&
    isSame(text, { name: 'text', datatype: 'BYTES' }) &&
    embedding?.name === 'embedding';
  if (embeds) {
    // An empty text is no input there.
    const texts = (example[0]?.data ?? []) as readonly string[];
    const rows = texts.flatMap((value, row) => (value === '' ? [] : [row]));
    const vectors = await embeddingsV1(
      host,
      modelId,
      rows.map((row) => texts[row]),
    );
    expectNear(
      vectors,
      rows.map((row) => (prediction['embedding'] as readonly unknown[])[row]),
      1e-6,
    );
  }
  const feedback = { inferenceId, outcome: 'as expected', correct: true };
  expect((await call(`${host.url}/feedback`, { json: feedback })).status).toBe(200);
  return embeds ? 3 : 2;
}

/** From the upload to the metrics, and once more after the model has left the memory. */
export async function expectServed(host: RunningHost, model: UploadedModel, fixture: BackendFixture): Promise<void> {
  const { modelId, framework } = model;
  const uploaded = await uploadFiles(host, { metadata: fixture.metadata, ...model });
  expect([uploaded.status, uploaded.body], modelId).toMatchObject([200, { success: true, modelId, version: 'v1' }]);
  await expectServing(host, { modelId, framework, fixture });
}

/** A model that is there already: what it declares, its answers, its events. */
async function expectServing(
  host: RunningHost,
  { modelId, framework, fixture }: Pick<UploadedModel, 'modelId' | 'framework'> & { readonly fixture: BackendFixture },
): Promise<void> {
  const shown = (await call(`${host.url}/model/${modelId}/v1`)).body;
  expect(shown).toMatchObject({ framework, stage: 'production', inputs: fixture.inputs, outputs: fixture.outputs });
  const first = await expectAnswers(host, modelId, fixture);
  for (const action of ['unload', 'load']) {
    const { status } = await call(`${host.url}/v2/repository/models/${modelId}/${action}`, { json: {} });
    expect([action, status]).toEqual([action, 200]);
  }
  const second = await expectAnswers(host, modelId, fixture);
  await expectEvents(host, modelId, { count: first + second, accuracy: 1, errorRate: 0 });
}

/** Threads of a host may hold events for a moment. */
export async function expectEvents({ url }: RunningHost, modelId: string, metrics: object): Promise<void> {
  await vi.waitFor(async () => {
    expect((await call(`${url}/monitoring/metrics?modelId=${modelId}`)).body).toMatchObject(metrics);
  }, 10_000);
}
