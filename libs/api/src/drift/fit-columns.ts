import { fitReference, type ColumnType, type Profile } from '@harper-edge/drift';
import { lengthOf, type TensorColumns } from './model-columns.ts';
import type { RowSample } from './row-sample.ts';

/** With more different texts, or longer ones, it is how long they are that is compared. */
const mostCategories = 50;
const longestCategory = 63;

/** The profile of a sample; fewer bins of more columns, so that it stays small enough for a row. `null` without a column. */
export function fitColumns(tensors: readonly TensorColumns[], sample: RowSample): Profile | null {
  const columns = sample.columns();
  const schema = tensors.flatMap(({ names, isText }) =>
    names.map((name): readonly [string, ColumnType] => {
      if (!isText) return [name, 'numeric'];
      return isCategory(columns[name] ?? []) ? [name, 'categorical'] : [lengthOf(name), 'numeric'];
    }),
  );
  if (schema.length === 0 || sample.seen() === 0) return null;
  const bins = Math.max(10, Math.min(100, Math.floor(1_600 / schema.length)));
  return fitReference(columns, Object.fromEntries(schema), { bins });
}

/** Few different texts that repeat, and none that is long. */
function isCategory(values: readonly unknown[]): boolean {
  const different = new Set(values);
  if (different.size > mostCategories || 2 * different.size > values.length) return false;
  return [...different].every((value) => typeof value !== 'string' || value.length <= longestCategory);
}
