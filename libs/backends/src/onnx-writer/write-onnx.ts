import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { textsOf, type Tensor } from '@harper-edge/contracts';
import { elementTypes } from './element-types.ts';
import {
  graphFields,
  modelFields,
  nodeFields,
  opsetFields,
  stringEntryFields,
  tensorFields,
  valueInfoFields,
} from './field-numbers.ts';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxValue } from './onnx-model.ts';
import { bytes, integer, message, text } from './proto-fields.ts';
import { writeAttribute } from './write-attribute.ts';
import { writeValueType } from './write-value-type.ts';

/**
 * The model as the bytes of an ONNX file (a protobuf ModelProto). The same model always gives the same bytes.
 * Numbers of `float` attributes are rounded to 32 bits; nothing is checked, the runtime does that when it loads the file.
 *
 * @example
 * writeOnnx({
 *   producerName: 'example',
 *   opsets: { '': 15 },
 *   graph: {
 *     name: 'negate',
 *     nodes: [{ opType: 'Neg', inputs: ['x'], outputs: ['y'] }],
 *     inputs: [{ name: 'x', datatype: 'FP32', shape: ['N'] }],
 *     outputs: [{ name: 'y', datatype: 'FP32', shape: ['N'] }],
 *   },
 * });
 */
export function writeOnnx({ producerName, irVersion = 8, opsets, graph, metadata = {} }: OnnxModel): Uint8Array {
  const writer = new BinaryWriter();
  integer(writer, modelFields.irVersion, irVersion);
  text(writer, modelFields.producerName, producerName);
  message(writer, modelFields.graph, () => {
    writeGraph(writer, graph);
  });
  for (const [domain, version] of Object.entries(opsets)) {
    message(writer, modelFields.opsetImport, () => {
      text(writer, opsetFields.domain, domain);
      integer(writer, opsetFields.version, version);
    });
  }
  for (const [key, value] of Object.entries(metadata)) {
    message(writer, modelFields.metadataProps, () => {
      text(writer, stringEntryFields.key, key);
      text(writer, stringEntryFields.value, value);
    });
  }
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) {
    message(writer, graphFields.node, () => {
      writeNode(writer, node);
    });
  }
  text(writer, graphFields.name, graph.name);
  for (const tensor of graph.initializers ?? []) {
    message(writer, graphFields.initializer, () => {
      writeTensor(writer, tensor);
    });
  }
  const writeValues = (field: number, values: readonly OnnxValue[]): void => {
    for (const value of values) {
      message(writer, field, () => {
        text(writer, valueInfoFields.name, value.name);
        message(writer, valueInfoFields.type, () => {
          writeValueType(writer, value);
        });
      });
    }
  };
  writeValues(graphFields.input, graph.inputs);
  writeValues(graphFields.output, graph.outputs);
}

/** The fields of one NodeProto. */
export function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const name of node.inputs) text(writer, nodeFields.input, name);
  for (const name of node.outputs) text(writer, nodeFields.output, name);
  if (node.name !== undefined) text(writer, nodeFields.name, node.name);
  text(writer, nodeFields.opType, node.opType);
  for (const [name, attribute] of Object.entries(node.attributes ?? {})) {
    message(writer, nodeFields.attribute, () => {
      writeAttribute(writer, name, attribute);
    });
  }
  if (node.domain !== undefined) text(writer, nodeFields.domain, node.domain);
}

function writeTensor(writer: BinaryWriter, tensor: Tensor): void {
  const { name, datatype, shape, data } = tensor;
  for (const size of shape) integer(writer, tensorFields.dims, size);
  integer(writer, tensorFields.dataType, elementTypes[datatype]);
  if (datatype === 'BYTES') for (const value of textsOf(tensor)) text(writer, tensorFields.stringData, value);
  text(writer, tensorFields.name, name);
  // Raw data is little-endian, and so are typed arrays on every platform that Node runs on in earnest.
  if (datatype !== 'BYTES') {
    bytes(writer, tensorFields.rawData, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
}
