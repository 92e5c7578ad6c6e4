import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { isEdgeError } from '@harper-edge/contracts';
import { describe, expect, it } from 'vitest';
import { attributeFields, graphFields, modelFields, nodeFields, tensorFields } from '../onnx-writer/field-numbers.ts';
import { integer, message, text } from '../onnx-writer/proto-fields.ts';
import { writeOnnx } from '../onnx-writer/index.ts';
import { createOnnxBackend } from './index.ts';
import { oneNodeModel } from './testing/one-node-model.ts';
import { repositoryRoot } from './testing/repository-root.ts';

const backend = createOnnxBackend();
const iris = new Uint8Array(readFileSync(join(repositoryRoot, 'examples/iris/iris-logreg.onnx')));
const latin1 = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'latin1'));

/** A graph field that protobuf adds to the graph before it. */
function graphWith(write: (writer: BinaryWriter) => void): Uint8Array {
  const writer = new BinaryWriter();
  message(writer, modelFields.graph, () => {
    write(writer);
  });
  return writer.finish();
}

function writeExternalTensor(writer: BinaryWriter): void {
  integer(writer, tensorFields.dataType, 1);
  text(writer, tensorFields.name, 'weight');
  integer(writer, tensorFields.dataLocation, 1);
}

const externalInitializer = graphWith((writer) => {
  message(writer, graphFields.initializer, () => {
    writeExternalTensor(writer);
  });
});

const externalInSubgraph = graphWith((writer) => {
  message(writer, graphFields.node, () => {
    message(writer, nodeFields.attribute, () => {
      message(writer, attributeFields.graph, () => {
        message(writer, graphFields.initializer, () => {
          writeExternalTensor(writer);
        });
      });
    });
  });
});

async function refusal(bytes: Uint8Array): Promise<Error> {
  const outcome: unknown = await backend.load({ bytes }).catch((error: unknown) => error);
  if (isEdgeError(outcome, 'INVALID_MODEL')) return outcome;
  throw new Error('expected INVALID_MODEL', { cause: outcome });
}

describe('what is no ONNX model is named', () => {
  it.each<readonly [string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /an empty file/],
    ['zip', latin1('PK\x03\x04\x14\0'), /zip archive/],
    ['HDF5', latin1('\x89HDF\r\n\x1a\n\0\0'), /HDF5/],
    ['gzip', gzipSync(iris), /gzip/],
    ['PNG', latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), /PNG/],
    ['pickle', latin1('\x80\x04\x95\x10\0\0\0\0\0\0\0}'), /pickle/],
    ['TensorFlow Lite', latin1('\x1c\0\0\0TFL3\0\0'), /TensorFlow Lite/],
    ['GGUF', latin1('GGUF\x03\0\0\0'), /GGUF/],
    ['JSON', latin1('{"format": "graph-model"}'), /received JSON/],
    ['indented JSON', latin1('\n  [1, 2]'), /received JSON/],
    ['HTML', latin1('<!DOCTYPE html><html></html>'), /HTML/],
    ['Git LFS pointer', latin1('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'), /Git LFS pointer/],
    ['text', latin1('to whom it may concern'), /plain text/],
    ['zeros', new Uint8Array(5000), /5000 bytes that are no ONNX file/],
    ['protobuf without a graph', oneNodeModel().subarray(0, 2), /2 bytes without a graph/],
  ])('%s', async (_what, bytes, expected) => {
    expect((await refusal(bytes)).message).toMatch(expected);
  });

  it('a model that was cut short anywhere inside its graph', async () => {
    for (let length = 1; length < 500; length += 7) {
      const { message: reason } = await refusal(iris.subarray(0, length));
      expect(reason).toMatch(/cut short|without a graph/);
    }
  });

  it('random bytes, none of which load or crash', async () => {
    let state = 1;
    const next = (): number => (state = (state * 48271) % 2147483647) & 255;
    for (let i = 0; i < 300; i++) await refusal(Uint8Array.from({ length: 1 + i }, next));
  });
});

describe('models that cannot be served are refused', () => {
  it.each([
    ['an initializer', externalInitializer],
    ['a tensor of a subgraph', externalInSubgraph],
  ])('%s outside the file', async (_what, extra) => {
    const { message: reason } = await refusal(Buffer.concat([oneNodeModel(), extra]));
    expect(reason).toMatch(/tensor "weight" lies in another file; save the model as a single file/);
  });

  it('subgraphs nested without end', async () => {
    let graph: Uint8Array = new Uint8Array();
    for (let depth = 0; depth < 200; depth++) {
      const writer = new BinaryWriter();
      message(writer, graphFields.node, () => {
        message(writer, nodeFields.attribute, () => {
          writer.uint32((attributeFields.graph << 3) | 2).bytes(graph);
        });
      });
      graph = writer.finish();
    }
    const writer = new BinaryWriter().uint32((modelFields.graph << 3) | 2).bytes(graph);
    expect((await refusal(writer.finish())).message).toMatch(/nested more than 100 deep/);
  });

  it('an operator that does not exist, by name and with the cause', async () => {
    const error = await refusal(oneNodeModel({ node: { opType: 'NoSuchOperator', inputs: ['x'], outputs: ['y'] } }));
    expect(error.message).toMatch(/NoSuchOperator/);
    expect(error.message).not.toMatch(/\.cc|\n/);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('an input without a shape', async () => {
    const node = { opType: 'Identity', inputs: ['x'], outputs: ['y'] };
    const bytes = writeOnnx({
      producerName: 'test',
      opsets: { '': 15 },
      graph: {
        name: 'shapeless',
        nodes: [node],
        inputs: [{ name: 'x', datatype: 'FP32' }],
        outputs: [{ name: 'y', datatype: 'FP32' }],
      },
    });
    expect((await refusal(bytes)).message).toMatch(/input "x" declares no shape/);
  });

  it.each([
    ['missing', join(repositoryRoot, 'no/such/model.onnx'), /there is none/],
    ['a folder', repositoryRoot, /there is a folder/],
  ])('a file that is %s, without telling where it is', async (_what, path, expected) => {
    const error: unknown = await backend.load({ path }).catch((reason: unknown) => reason);
    expect(isEdgeError(error, 'INVALID_MODEL')).toBe(true);
    expect((error as Error).message).toMatch(expected);
    expect((error as Error).message).not.toContain(path);
    expect((error as Error).cause).toBeInstanceOf(Error);
  });
});
