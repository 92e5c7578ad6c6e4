import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { elementTypes } from './element-types.ts';
import {
  dimensionFields,
  mapTypeFields,
  sequenceTypeFields,
  shapeFields,
  tensorTypeFields,
  typeFields,
} from './field-numbers.ts';
import type { OnnxValue } from './onnx-model.ts';
import { integer, message, text } from './proto-fields.ts';

/** The fields of one TypeProto. */
export function writeValueType(writer: BinaryWriter, value: OnnxValue): void {
  if (!('mapKey' in value)) {
    writeTensorType(writer, elementTypes[value.datatype], value.shape);
    return;
  }
  message(writer, typeFields.sequence, () => {
    message(writer, sequenceTypeFields.elementType, () => {
      message(writer, typeFields.map, () => {
        integer(writer, mapTypeFields.keyType, elementTypes[value.mapKey]);
        message(writer, mapTypeFields.valueType, () => {
          writeTensorType(writer, elementTypes.FP32, []);
        });
      });
    });
  });
}

function writeTensorType(writer: BinaryWriter, elementType: number, shape?: readonly (number | string)[]): void {
  message(writer, typeFields.tensor, () => {
    integer(writer, tensorTypeFields.elementType, elementType);
    if (shape === undefined) return;
    message(writer, tensorTypeFields.shape, () => {
      for (const size of shape) {
        message(writer, shapeFields.dimension, () => {
          if (typeof size === 'number') integer(writer, dimensionFields.value, size);
          else text(writer, dimensionFields.parameter, size);
        });
      }
    });
  });
}
