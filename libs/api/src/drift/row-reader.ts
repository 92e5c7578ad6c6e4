import type { Json } from '@harper-edge/contracts';
import type { Columns } from '@harper-edge/drift';
import { lengthOf, type TensorColumns } from './model-columns.ts';
import { readTensor } from './read-tensor.ts';

/** Takes rows in, as columns of one length that it must not keep. */
export type RowSink = (columns: Columns, rows: number) => void;

export interface RowReader {
  /** Adds the rows of one event. False where there is none that fits the model. */
  add(values: Json): boolean;
  /** Passes on what is left; called once at the end. */
  end(): void;
}

const batchRows = 1_000;
/** More of a text is no category. */
const categoryLength = 64;

/**
 * Reads the inputs or outputs of events as rows of columns, some at a time. A tensor with one row beside others with more
 * counts for each of them, one with another number is missing in all of them.
 *
 * @param isRaw whether numbers are passed on as they came; default as numbers, NaN for what is none
 */
export function createRowReader(
  tensors: readonly TensorColumns[],
  sink: RowSink,
  { isRaw = false }: { readonly isRaw?: boolean } = {},
): RowReader {
  const isOnlyText = tensors.filter(({ isText }) => isText).length === 1;
  const columns = tensors.map(({ names, isText }) =>
    names.map(() => (isText || isRaw ? new Array<Json>(batchRows).fill(null) : new Float64Array(batchRows))),
  );
  let rows = 0;
  const pass = (): void => {
    if (rows === 0) return;
    const named = tensors.flatMap(({ names, isText }, tensor) =>
      names.flatMap((name, element) => namedColumns(name, columns[tensor]?.[element] ?? [], { rows, isText, isRaw })),
    );
    sink(Object.fromEntries(named), rows);
    rows = 0;
  };
  return {
    add: (values) => {
      const read = tensors.map((tensor) => readTensor(values, tensor, isOnlyText));
      const counts = read.map((elements, tensor) => (elements?.length ?? 0) / (tensors[tensor]?.names.length ?? 1));
      const count = Math.max(0, ...counts);
      for (let row = 0; row < count; row++) {
        for (const [tensor, targets] of columns.entries()) {
          const own = counts[tensor] === 1 ? 0 : counts[tensor] === count ? row : -1;
          writeRow(targets, rows, own < 0 ? undefined : { elements: read[tensor] ?? [], row: own });
        }
        if (++rows === batchRows) pass();
      }
      return count > 0;
    },
    end: pass,
  };
}

function namedColumns(
  name: string,
  values: Json[] | Float64Array,
  { rows, isText, isRaw }: { readonly rows: number; readonly isText: boolean; readonly isRaw: boolean },
): (readonly [string, ArrayLike<unknown>])[] {
  if (values instanceof Float64Array) return [[name, values.subarray(0, rows)]];
  const given = values.slice(0, rows);
  if (!isText || isRaw) return [[name, given]];
  return [
    [name, given.map(asCategory)],
    [lengthOf(name), Float64Array.from(given, textLength)],
  ];
}

interface OneRow {
  readonly elements: readonly Json[];
  readonly row: number;
}

function writeRow(targets: readonly (Json[] | Float64Array)[], at: number, from: OneRow | undefined): void {
  const width = targets.length;
  for (let element = 0; element < width; element++) {
    const target = targets[element] as Json[] | Float64Array;
    const value = from === undefined ? null : (from.elements[from.row * width + element] ?? null);
    if (target instanceof Float64Array) target[at] = typeof value === 'number' ? value : asNumber(value);
    else target[at] = value;
  }
}

/** Large integers, NaN and the infinities stand in events as texts. */
function asNumber(value: Json): number {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

const asCategory = (value: Json): string | null =>
  typeof value === 'string' ? value.slice(0, categoryLength) : value === null ? null : JSON.stringify(value);

const textLength = (value: Json): number => (typeof value === 'string' && value !== '' ? value.length : Number.NaN);
