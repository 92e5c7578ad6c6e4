import type { InferenceEvent, ModelVersion } from '@harper-edge/contracts';
import { createProfile, type ColumnProfile, type Profile } from '@harper-edge/drift';
import { inputColumns, lengthOf, outputColumns, type TensorColumns } from './model-columns.ts';
import { createRowReader } from './row-reader.ts';

/** The part of a baseline that the model has columns for, and the names of the others. */
export interface Comparable {
  readonly baseline: Profile;
  readonly unknown: readonly string[];
}

export interface ProfileReader {
  add(event: InferenceEvent): void;
  end(): Profile;
}

/** How sure a model was is a column of its answers, one for each event however many rows it had. */
export const confidenceColumn = 'confidence';

export function comparable(
  { rows, columns }: Profile,
  model: ModelVersion,
  { kind, wanted }: { readonly kind: 'input' | 'prediction'; readonly wanted: readonly string[] | null },
): Comparable {
  const names = columnNames(kind === 'input' ? inputColumns(model) : outputColumns(model));
  if (kind === 'prediction') names.add(confidenceColumn);
  const isWanted = ({ name }: ColumnProfile): boolean => wanted === null || wanted.includes(name);
  return {
    baseline: { rows, columns: columns.filter((column) => names.has(column.name) && isWanted(column)) },
    unknown: columns.filter(({ name }) => !names.has(name)).map(({ name }) => name),
  };
}

const columnNames = (tensors: readonly TensorColumns[]): Set<string> =>
  new Set(tensors.flatMap(({ names, isText }) => (isText ? [...names, ...names.map(lengthOf)] : names)));

/** Profiles the inputs of events on a baseline. */
export function readInputs(model: ModelVersion, baseline: Profile): ProfileReader {
  const profile = createProfile(baseline);
  const reader = createRowReader(needed(inputColumns(model), baseline), profile.add);
  return {
    add: ({ featuresIn }) => reader.add(featuresIn),
    end: () => {
      reader.end();
      return profile.toJSON();
    },
  };
}

const batchEvents = 1_000;

/** Profiles the answers of events, and how sure the model was, on a baseline. */
export function readPredictions(model: ModelVersion, baseline: Profile): ProfileReader {
  const isConfidence = ({ name }: ColumnProfile): boolean => name === confidenceColumn;
  const outputs = { ...baseline, columns: baseline.columns.filter((column) => !isConfidence(column)) };
  const answers = createProfile(outputs);
  const confidence = createProfile({ ...baseline, columns: baseline.columns.filter(isConfidence) });
  const reader = createRowReader(needed(outputColumns(model), outputs), answers.add);
  const sure = new Float64Array(batchEvents);
  let count = 0;
  const pass = (): void => {
    confidence.add({ [confidenceColumn]: sure.subarray(0, count) });
    count = 0;
  };
  return {
    add: (event) => {
      reader.add(event.prediction);
      sure[count++] = event.confidence ?? Number.NaN;
      if (count === batchEvents) pass();
    },
    end: () => {
      reader.end();
      pass();
      const [first, second] = [answers.toJSON(), confidence.toJSON()];
      return { rows: Math.max(first.rows, second.rows), columns: [...first.columns, ...second.columns] };
    },
  };
}

/** Tensors of which no column is compared are not read. */
const needed = (tensors: readonly TensorColumns[], { columns }: Profile): readonly TensorColumns[] =>
  tensors.filter((tensor) => columns.some(({ name }) => columnNames([tensor]).has(name)));
