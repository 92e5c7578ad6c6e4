import { isEdgeError } from '@harper-edge/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readModelFiles, writeModelFiles } from '../model-files/index.ts';
import { createTensorflowjsBackend } from './index.ts';
import { affineLayers } from './testing/fixtures.ts';
import { graphArchive, placeholder } from './testing/graph-archive.ts';
import { affineGraph } from './testing/small-models.ts';

const backend = createTensorflowjsBackend();
const good = readModelFiles(affineGraph({ graph: { shardBytes: 16 } }));

async function refusal(bytes: Uint8Array): Promise<string> {
  const outcome: unknown = await backend.load({ bytes }).catch((error: unknown) => error);
  if (isEdgeError(outcome, 'INVALID_MODEL')) return outcome.message;
  throw new Error('expected INVALID_MODEL', { cause: outcome });
}

/** The affine graph in two files, some of them changed, or taken away where `undefined`. */
function changed(files: Readonly<Record<string, Uint8Array | string | undefined>>): Uint8Array {
  const all = new Map(good);
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) all.delete(name);
    else all.set(name, Buffer.from(content));
  }
  return writeModelFiles(all);
}

function changedJson(change: (json: Record<string, unknown>) => object): Uint8Array {
  const json = JSON.parse(Buffer.from(good.get('model.json') ?? []).toString()) as Record<string, unknown>;
  return changed({ 'model.json': JSON.stringify(change(json)) });
}

const weight = { name: 'w', shape: [2], dtype: 'float32' };
const manifest = (spec: object, paths: readonly string[] = ['group1-shard1of2.bin', 'group1-shard2of2.bin']) =>
  changedJson((json) => ({ ...json, weightsManifest: [{ paths, weights: [spec] }] }));

describe('what is wrong with a model is said', () => {
  it.each<readonly [string, Uint8Array | (() => Promise<Uint8Array>), RegExp]>([
    ['no archive', Buffer.from('{"format":"graph-model"}'), /expected a zip or tar archive with model.json/],
    ['no model.json', changed({ 'model.json': undefined }), /expected one model.json in the archive, received none/],
    ['broken JSON', changed({ 'model.json': '{"format": "graph' }), /model.json is no JSON/],
    ['JSON of something else', changed({ 'model.json': '[]' }), /no "modelTopology"/],
    [
      'an unknown format',
      changedJson((json) => ({ ...json, format: 'saved-model' })),
      /neither a graph model nor a layers/,
    ],
    ['a manifest that is no list', changedJson((json) => ({ ...json, weightsManifest: {} })), /expected a list/],
    ['a missing weight file', changed({ 'group1-shard2of2.bin': undefined }), /"group1-shard2of2.bin" is missing/],
    [
      'a short weight file',
      changed({ 'group1-shard2of2.bin': '1234' }),
      /expected 32 bytes of weights, received 20; .* cut short/,
    ],
    ['a long weight file', changed({ 'group1-shard2of2.bin': 'x'.repeat(99) }), /received 115; .* another model.json/],
    [
      'a weight file too many',
      changed({ 'group1-shard3of3.bin': 'x' }),
      /"group1-shard3of3.bin", which model.json does not name/,
    ],
    ['a weight of a kind without datatype', manifest({ ...weight, dtype: 'complex64' }), /received "complex64"/],
    ['a weight of negative size', manifest({ ...weight, shape: [-2] }), /shape of "w"/],
    ['a weight without a name', manifest({}), /weight with a name/],
    ['unknown quantization', manifest({ ...weight, quantization: { dtype: 'int4' } }), /quantized as uint8/],
    ['texts cut short', manifest({ ...weight, dtype: 'string', shape: [9] }), /cut short|another model/],
    [
      'a weight that is not stored',
      manifest(weight, ['group1-shard1of2.bin']),
      /which model.json does not name|expected 8 bytes/,
    ],
    [
      'a constant without weights',
      graphArchive({
        nodes: [
          { name: 'c', op: 'Const' },
          { name: 'y', op: 'Identity', input: ['c'] },
        ],
      }),
      /weights of "c"/,
    ],
    [
      'an unknown operation',
      graphArchive({ nodes: [placeholder('x', 'DT_FLOAT', [-1]), { name: 'y', op: 'FooBar', input: ['x'] }] }),
      /operation FooBar of "y"/,
    ],
    [
      'an input from nowhere',
      graphArchive({ nodes: [{ name: 'y', op: 'Identity', input: ['z:1'] }] }),
      /takes its input from "z:1"/,
    ],
    ['no operations', graphArchive({ nodes: [] }), /has no output/],
    [
      'an operation without a name',
      graphArchive({ nodes: [{ op: 'Identity' }] }),
      /operation 0 of the graph has no valid name/,
    ],
    [
      'outputs that cannot be told',
      graphArchive({
        nodes: [placeholder('x', 'DT_FLOAT', [2, 3]), { name: 'y', op: 'MatMul', input: ['x', 'x'], attr: {} }],
      }),
      /cannot be tried out/,
    ],
    [
      'an unknown layer',
      () => affineLayers((json) => JSON.parse(JSON.stringify(json).replace('"Dense"', '"Sparse"')) as object),
      /Unknown layer: Sparse/,
    ],
    [
      'weights of other layers',
      () => affineLayers((json) => JSON.parse(JSON.stringify(json).replace('"units":2', '"units":3')) as object),
      /cannot load the model: /,
    ],
    [
      'a missing weight of a layer',
      () => affineLayers((json) => JSON.parse(JSON.stringify(json).replace('"name":"y/bias"', '"name":"z"')) as object),
      /cannot load the model: /,
    ],
  ])('%s', async (_what, archive, expected) => {
    const message = await refusal(archive instanceof Uint8Array ? archive : await archive());
    expect(message).toMatch(expected);
    expect(message).not.toMatch(/\n|node_modules/);
  });

  it('model.json may lie in a folder beside others, or be declared by name', async () => {
    const nested = writeModelFiles(
      new Map([
        ['readme.txt', Buffer.from('x')],
        ...Array.from(good, ([name, bytes]) => [`m/${name}`, bytes] as const),
      ]),
    );
    await (await backend.load({ bytes: nested })).release();
    const renamed = changed({ 'model.json': undefined, 'web.json': Buffer.from(good.get('model.json') ?? []) });
    await (await backend.load({ bytes: renamed }, { metadata: { file: 'web.json' } })).release();
    await expect(backend.load({ bytes: renamed }, { metadata: { file: 'x.json' } })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    const twice = writeModelFiles(
      new Map(
        ['a', 'b'].flatMap((folder) => Array.from(good, ([name, bytes]) => [`${folder}/${name}`, bytes] as const)),
      ),
    );
    await expect(backend.load({ bytes: twice })).rejects.toThrow('received "a/model.json", "b/model.json"');
  });

  it('any change of model.json loads, or is refused as INVALID_MODEL', async () => {
    const source = Buffer.from(good.get('model.json') ?? []).toString();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(source.length - 1),
        fc.constantFrom('', '0', '"', '{', ']', 'null', '-'),
        async (at, piece) => {
          const bytes = changed({ 'model.json': source.slice(0, at) + piece + source.slice(at + 1) });
          const outcome = await backend.load({ bytes }).catch((error: unknown) => error);
          if (isEdgeError(outcome)) expect(outcome.code).toBe('INVALID_MODEL');
          else await (outcome as { release: () => Promise<void> }).release();
        },
      ),
      { seed: 7, numRuns: 1000 },
    );
  });
});
