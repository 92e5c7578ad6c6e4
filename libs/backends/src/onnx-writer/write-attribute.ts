import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { attributeFields, attributeTypes } from './field-numbers.ts';
import type { OnnxAttribute } from './onnx-model.ts';
import { float, integer, text } from './proto-fields.ts';

/** The fields of one AttributeProto. Lists are written unpacked, as the ONNX schema declares them. */
export function writeAttribute(writer: BinaryWriter, name: string, attribute: OnnxAttribute): void {
  text(writer, attributeFields.name, name);
  if ('float' in attribute) {
    float(writer, attributeFields.float, attribute.float);
    integer(writer, attributeFields.type, attributeTypes.float);
  } else if ('int' in attribute) {
    integer(writer, attributeFields.int, attribute.int);
    integer(writer, attributeFields.type, attributeTypes.int);
  } else if ('string' in attribute) {
    text(writer, attributeFields.string, attribute.string);
    integer(writer, attributeFields.type, attributeTypes.string);
  } else if ('floats' in attribute) {
    for (const value of attribute.floats) float(writer, attributeFields.floats, value);
    integer(writer, attributeFields.type, attributeTypes.floats);
  } else if ('ints' in attribute) {
    for (const value of attribute.ints) integer(writer, attributeFields.ints, value);
    integer(writer, attributeFields.type, attributeTypes.ints);
  } else {
    for (const value of attribute.strings) text(writer, attributeFields.strings, value);
    integer(writer, attributeFields.type, attributeTypes.strings);
  }
}
