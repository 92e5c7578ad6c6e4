import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  attributeFields,
  graphFields,
  modelFields,
  nodeFields,
  typeFields,
  valueInfoFields,
} from '../onnx-writer/field-numbers.ts';
import { message } from '../onnx-writer/proto-fields.ts';
import { writeNode } from '../onnx-writer/write-onnx.ts';
import { writeValueType } from '../onnx-writer/write-value-type.ts';
import { readFields, readIntegers, readText, textOf, type WireField } from './wire-fields.ts';

export interface MapOutputs {
  /** The model to load: the same bytes when nothing had to change. */
  readonly bytes: Uint8Array;
  /** Keys of each output that was a sequence of maps, by the output's name. */
  readonly mapKeys: ReadonlyMap<string, readonly string[]>;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: Pieces;
}

/** Bytes in parts, to be joined only once: a model can be large. */
type Pieces = readonly Uint8Array[];

/**
 * Turns outputs that are sequences of maps, as scikit-learn exporters make them with a ZipMap node, into tensors of the
 * maps' values: onnxruntime-node cannot hand out anything else. The ZipMap becomes an Identity and its output is declared
 * tensor(float). Every other byte stays as it was, whatever it means. Other non-tensor outputs stay too.
 *
 * @throws RangeError when the bytes end early or are no protobuf.
 */
export function exposeMapOutputs(model: Uint8Array): MapOutputs {
  const unchanged: MapOutputs = { bytes: model, mapKeys: new Map() };
  const [graph, secondGraph] = readFields(model, [modelFields.graph]);
  if (graph === undefined || secondGraph !== undefined) return unchanged;
  const outputs = new Map(
    readFields(graph.content, [graphFields.output])
      .filter(isSequence)
      .map((output) => [readText(output.content, valueInfoFields.name), output]),
  );
  if (outputs.size === 0) return unchanged;

  const mapKeys = new Map<string, readonly string[]>();
  const edits: Edit[] = [];
  for (const node of readFields(graph.content, [graphFields.node])) {
    const zipMap = readZipMap(node);
    const output = zipMap && outputs.get(zipMap.output);
    if (zipMap === undefined || output === undefined) continue;
    mapKeys.set(zipMap.output, zipMap.keys);
    edits.push({ ...node, replacement: identityNode(zipMap) }, { ...output, replacement: tensorOutput(output) });
  }
  if (edits.length === 0) return unchanged;
  const replacement = embedded(modelFields.graph, applyEdits(graph.content, edits));
  return { bytes: Buffer.concat(applyEdits(model, [{ ...graph, replacement }])), mapKeys };
}

function isSequence(valueInfo: WireField): boolean {
  return readFields(valueInfo.content, [valueInfoFields.type]).some(
    ({ content }) => readFields(content, [typeFields.sequence]).length > 0,
  );
}

interface ZipMap {
  readonly name: string;
  readonly input: string;
  readonly output: string;
  readonly keys: readonly string[];
}

function readZipMap({ content }: WireField): ZipMap | undefined {
  if (readText(content, nodeFields.opType) !== 'ZipMap') return undefined;
  if (readText(content, nodeFields.domain) !== 'ai.onnx.ml') return undefined;
  const keys = readFields(content, [nodeFields.attribute]).flatMap((attribute) => {
    switch (readText(attribute.content, attributeFields.name)) {
      case 'classlabels_strings':
        return readFields(attribute.content, [attributeFields.strings]).map(textOf);
      case 'classlabels_int64s':
        return readIntegers(attribute.content, attributeFields.ints).map(String);
      default:
        return [];
    }
  });
  if (keys.length === 0) return undefined;
  return {
    name: readText(content, nodeFields.name),
    input: readText(content, nodeFields.input),
    output: readText(content, nodeFields.output),
    keys,
  };
}

function identityNode({ name, input, output }: ZipMap): Pieces {
  const writer = new BinaryWriter();
  message(writer, graphFields.node, () => {
    writeNode(writer, { opType: 'Identity', name, inputs: [input], outputs: [output] });
  });
  return [writer.finish()];
}

/** The output with another type; without a shape, which the runtime infers. */
function tensorOutput({ content }: WireField): Pieces {
  const name = readText(content, valueInfoFields.name);
  const writer = new BinaryWriter();
  message(writer, valueInfoFields.type, () => {
    writeValueType(writer, { name, datatype: 'FP32' });
  });
  const [first, ...others] = readFields(content, [valueInfoFields.type]);
  const edits = [
    ...(first === undefined ? [] : [{ ...first, replacement: [writer.finish()] }]),
    ...others.map((type) => ({ ...type, replacement: [] })),
  ];
  return embedded(graphFields.output, applyEdits(content, edits));
}

function embedded(field: number, content: Pieces): Pieces {
  const length = content.reduce((sum, piece) => sum + piece.length, 0);
  const head = new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length);
  return [head.finish(), ...content];
}

function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Pieces {
  const pieces: Uint8Array[] = [];
  let position = 0;
  for (const { start, end, replacement } of edits.toSorted((a, b) => a.start - b.start)) {
    pieces.push(bytes.subarray(position, start), ...replacement);
    position = end;
  }
  return [...pieces, bytes.subarray(position)];
}
