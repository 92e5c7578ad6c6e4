import type { OnnxModel, OnnxNode } from '@harper-edge/backends/onnx-writer';
import type { SoftmaxRegression } from './softmax-regression.ts';

const inputName = 'float_input';

/** Labels and probabilities as plain tensors: `label` [N], `probabilities` [N, classes]. */
export function irisModel(fitted: SoftmaxRegression, features: readonly string[]): OnnxModel {
  return {
    ...header(fitted, features),
    graph: {
      name: 'iris',
      nodes: classifierNodes(fitted, 'label', 'probabilities'),
      inputs: [{ name: inputName, datatype: 'FP32', shape: ['N', features.length] }],
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: ['N'] },
        { name: 'probabilities', datatype: 'FP32', shape: ['N', fitted.classes.length] },
      ],
    },
  };
}

/** The same as skl2onnx exports by default: `output_probability` is a sequence of maps from class to probability. */
export function irisZipMapModel(fitted: SoftmaxRegression, features: readonly string[]): OnnxModel {
  const zipMap: OnnxNode = {
    opType: 'ZipMap',
    domain: 'ai.onnx.ml',
    name: 'ZipMap',
    inputs: ['probabilities'],
    outputs: ['output_probability'],
    attributes: { classlabels_strings: { strings: fitted.classes } },
  };
  return {
    ...header(fitted, features),
    graph: {
      name: 'iris',
      nodes: [...classifierNodes(fitted, 'output_label', 'probabilities'), zipMap],
      inputs: [{ name: inputName, datatype: 'FP32', shape: ['N', features.length] }],
      outputs: [
        { name: 'output_label', datatype: 'BYTES', shape: ['N'] },
        { name: 'output_probability', mapKey: 'BYTES' },
      ],
    },
  };
}

function header(fitted: SoftmaxRegression, features: readonly string[]): Omit<OnnxModel, 'graph'> {
  return {
    producerName: 'harper-edge-ai',
    opsets: { '': 15, 'ai.onnx.ml': 2 },
    metadata: { features: JSON.stringify(features), labels: JSON.stringify(fitted.classes) },
  };
}

function classifierNodes(fitted: SoftmaxRegression, label: string, probabilities: string): OnnxNode[] {
  return [
    {
      opType: 'Scaler',
      domain: 'ai.onnx.ml',
      name: 'Scaler',
      inputs: [inputName],
      outputs: ['scaled'],
      attributes: {
        offset: { floats: fitted.mean },
        scale: { floats: fitted.deviation.map((deviation) => 1 / deviation) },
      },
    },
    {
      opType: 'LinearClassifier',
      domain: 'ai.onnx.ml',
      name: 'LinearClassifier',
      inputs: ['scaled'],
      outputs: [label, probabilities],
      attributes: {
        classlabels_strings: { strings: fitted.classes },
        coefficients: { floats: fitted.coefficients.flat() },
        intercepts: { floats: fitted.intercepts },
        multi_class: { int: 1 },
        post_transform: { string: 'SOFTMAX' },
      },
    },
  ];
}
