import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Tensor } from '@harper-edge/contracts';
import { describe, expect, it } from 'vitest';
import {
  graphFields,
  modelFields,
  nodeFields,
  sequenceTypeFields,
  typeFields,
  valueInfoFields,
} from '../onnx-writer/field-numbers.ts';
import { message, text } from '../onnx-writer/proto-fields.ts';
import { writeNode } from '../onnx-writer/write-onnx.ts';
import { writeValueType } from '../onnx-writer/write-value-type.ts';
import { writeOnnx, type OnnxNode } from '../onnx-writer/index.ts';
import { createOnnxBackend } from './index.ts';
import { exposeMapOutputs } from './map-outputs.ts';
import { oneNodeModel } from './testing/one-node-model.ts';
import { repositoryRoot } from './testing/repository-root.ts';
import { readFields, readText } from './wire-fields.ts';

const backend = createOnnxBackend();
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(repositoryRoot, 'examples/iris', name)));

const zipMap = (attributes: OnnxNode['attributes'] = {}): OnnxNode => ({
  opType: 'ZipMap',
  domain: 'ai.onnx.ml',
  inputs: ['x'],
  outputs: ['scores'],
  attributes,
});

describe('exposeMapOutputs', () => {
  it('hands back the very same bytes where there is nothing to do', () => {
    for (const bytes of [read('iris-logreg.onnx'), oneNodeModel()]) {
      const result = exposeMapOutputs(bytes);
      expect(result.bytes).toBe(bytes);
      expect(result.mapKeys.size).toBe(0);
    }
  });

  it('keeps every byte but those of the ZipMap and its output, unknown fields and their order included', () => {
    const unknown = new BinaryWriter();
    text(unknown, 1999, 'from the future');
    const original = Buffer.concat([unknown.finish(), read('iris-logreg-zipmap.onnx'), unknown.finish()]);
    const { bytes, mapKeys } = exposeMapOutputs(original);
    expect(mapKeys).toEqual(new Map([['output_probability', ['setosa', 'versicolor', 'virginica']]]));

    const all = Array.from({ length: 2000 }, (_, i) => i + 1);
    const parts = (message: Uint8Array) =>
      readFields(message, all).map(({ number, content }) => ({
        number,
        content: Buffer.from(content).toString('hex'),
      }));
    const outside = (message: Uint8Array) => parts(message).filter(({ number }) => number !== modelFields.graph);
    expect(outside(bytes)).toEqual(outside(original));
    const graphOf = (message: Uint8Array) => readFields(message, [modelFields.graph])[0]?.content ?? new Uint8Array();
    const [before, after] = [readFields(graphOf(original), all), readFields(graphOf(bytes), all)];
    expect(after.map(({ number }) => number)).toEqual(before.map(({ number }) => number));
    const changed = before.filter(
      (field, i) => Buffer.compare(field.content, after[i]?.content ?? new Uint8Array()) !== 0,
    );
    expect(changed.map(({ number }) => number)).toEqual([graphFields.node, graphFields.output]);
    expect(readText(changed[0]?.content ?? new Uint8Array(), nodeFields.opType)).toBe('ZipMap');
    expect(readText(changed[1]?.content ?? new Uint8Array(), valueInfoFields.name)).toBe('output_probability');
  });
});

describe('a ZipMap', () => {
  const rows: Tensor = { name: 'x', datatype: 'FP32', shape: [2, 3], data: Float32Array.from([1, 2, 3, 4, 5, 6]) };

  it.each([
    ['texts', { classlabels_strings: { strings: ['a', 'ö', ''] } }, 'BYTES', ['a', 'ö', '']],
    [
      'integers, negative and large',
      { classlabels_int64s: { ints: [-1, 0, 9007199254740993n] } },
      'INT64',
      ['-1', '0', '9007199254740993'],
    ],
  ] as const)('with keys that are %s', async (_what, attributes, mapKey, mapKeys) => {
    const bytes = oneNodeModel({ shape: ['N', 3], node: zipMap(attributes), outputs: [{ name: 'scores', mapKey }] });
    const model = await backend.load({ bytes });
    expect(model.metadata.outputs).toEqual([{ name: 'scores', datatype: 'FP32', shape: [-1, 3], mapKeys }]);
    expect(await model.run([rows])).toEqual([{ ...rows, name: 'scores' }]);
    await model.release();
  });

  it('over a single row without the axis of rows answers one row', async () => {
    const attributes = { classlabels_strings: { strings: ['a', 'b', 'c'] } };
    const bytes = oneNodeModel({
      shape: [3],
      node: zipMap(attributes),
      outputs: [{ name: 'scores', mapKey: 'BYTES' }],
    });
    const model = await backend.load({ bytes });
    expect(model.metadata.outputs[0]?.shape).toEqual([1, 3]);
    const row: Tensor = { name: 'x', datatype: 'FP32', shape: [3], data: Float32Array.from([1, 2, 3]) };
    expect((await model.run([row]))[0]).toEqual({ ...row, name: 'scores', shape: [1, 3] });
    await model.release();
  });

  it('whose keys are not as many as the values fails when it runs', async () => {
    const attributes = { classlabels_strings: { strings: ['a', 'b'] } };
    const bytes = oneNodeModel({
      shape: ['N', 3],
      node: zipMap(attributes),
      outputs: [{ name: 'scores', mapKey: 'BYTES' }],
    });
    const model = await backend.load({ bytes });
    await expect(model.run([rows])).rejects.toMatchObject({ code: 'MODEL_FAILED' });
    await model.release();
  });

  it('of a model that imports only ai.onnx.ml is replaced too', async () => {
    const bytes = writeOnnx({
      producerName: 'test',
      irVersion: 3,
      opsets: { 'ai.onnx.ml': 1 },
      graph: {
        name: 'old',
        nodes: [zipMap({ classlabels_strings: { strings: ['a', 'b', 'c'] } })],
        inputs: [{ name: 'x', datatype: 'FP32', shape: ['N', 3] }],
        outputs: [{ name: 'scores', mapKey: 'BYTES' }],
      },
    });
    const model = await backend.load({ bytes });
    expect((await model.run([rows]))[0]?.data).toEqual(rows.data);
    await model.release();
  });
});

describe('other outputs that are no tensors', () => {
  /** A graph that protobuf adds to the one before it: a sequence of tensors, for which no tensor can stand. */
  const sequenceOutput = (): Uint8Array => {
    const writer = new BinaryWriter();
    message(writer, modelFields.graph, () => {
      message(writer, graphFields.node, () => {
        writeNode(writer, { opType: 'SequenceConstruct', inputs: ['x', 'x'], outputs: ['pair'] });
      });
      message(writer, graphFields.output, () => {
        text(writer, valueInfoFields.name, 'pair');
        message(writer, valueInfoFields.type, () => {
          message(writer, typeFields.sequence, () => {
            message(writer, sequenceTypeFields.elementType, () => {
              writeValueType(writer, { name: 'element', datatype: 'FP32' });
            });
          });
        });
      });
    });
    return writer.finish();
  };

  it('are left out when a tensor remains', async () => {
    const model = await backend.load({ bytes: Buffer.concat([oneNodeModel(), sequenceOutput()]) });
    expect(model.metadata.outputs.map(({ name }) => name)).toEqual(['y']);
    const input: Tensor = { name: 'x', datatype: 'FP32', shape: [1, 2], data: Float32Array.from([1, 2]) };
    expect(await model.run([input])).toEqual([{ ...input, name: 'y' }]);
    await expect(model.run([input], { outputs: ['pair'] })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await model.release();
  });

  it('make the model useless when nothing remains: refused by name', async () => {
    const bytes = Buffer.concat([oneNodeModel({ outputs: [] }), sequenceOutput()]);
    await expect(backend.load({ bytes })).rejects.toMatchObject({
      code: 'INVALID_MODEL',
      message: expect.stringMatching(/at least one output that is a tensor.*"pair"/) as string,
    });
  });
});
