import { writeOnnx } from '@harper-edge/backends/onnx-writer';
import { irisModel, irisZipMapModel } from './iris-model.ts';
import { fitSoftmaxRegression, predictProbabilities } from './softmax-regression.ts';

export interface IrisTable {
  readonly features: readonly string[];
  readonly rows: readonly (readonly number[])[];
  readonly labels: readonly string[];
}

/** The table in iris.csv: a header, then one flower per line with its species last. */
export function parseIris(csv: string): IrisTable {
  const [header = [], ...lines] = csv
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return {
    features: header.slice(0, -1),
    rows: lines.map((cells) => cells.slice(0, -1).map(Number)),
    labels: lines.map((cells) => cells.at(-1) ?? ''),
  };
}

/** Every fifteenth flower: ten rows over all three species. */
const exampleStep = 15;

/**
 * The files made from iris.csv, by name: both models, and `expected.json` with answers computed here in 64 bits, without
 * any ONNX runtime. The same table always gives the same bytes.
 */
export function makeIrisFiles(csv: string): Readonly<Record<string, Uint8Array>> {
  const { features, rows, labels } = parseIris(csv);
  const fitted = fitSoftmaxRegression(rows, labels);
  const input = rows.filter((_, index) => index % exampleStep === 0);
  const probabilities = input.map((row) => predictProbabilities(fitted, row));
  const label = probabilities.map((row) => fitted.classes[row.indexOf(Math.max(...row))]);
  // Nine digits: more than the models give, and the same on every machine.
  const rounded = probabilities.map((row) => row.map((value) => Number(value.toFixed(9))));
  const expected = { features, labels: fitted.classes, input, label, probabilities: rounded };
  return {
    'iris-logreg.onnx': writeOnnx(irisModel(fitted, features)),
    'iris-logreg-zipmap.onnx': writeOnnx(irisZipMapModel(fitted, features)),
    'expected.json': new TextEncoder().encode(formatJson(expected)),
  };
}

/** One line per list, or per item where the items are lists themselves or do not fit on one line of 120. */
function formatJson(value: Readonly<Record<string, readonly unknown[]>>): string {
  const entries = Object.entries(value).map(([key, items]) => {
    const list = items.map((item) => JSON.stringify(item).replaceAll(',', ', '));
    const line = `  ${JSON.stringify(key)}: [${list.join(', ')}]`;
    if (line.length < 120 && !items.some(Array.isArray)) return line;
    return `  ${JSON.stringify(key)}: [\n    ${list.join(',\n    ')}\n  ]`;
  });
  return `{\n${entries.join(',\n')}\n}\n`;
}
