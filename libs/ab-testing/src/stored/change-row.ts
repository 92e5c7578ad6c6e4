import { EdgeError, isEdgeError, type Row, type Table } from '@harper-edge/contracts';

type Revised = Row & { readonly revision: number };

/** So often in a row others may be faster before this gives up. */
const attempts = 1_000;

/**
 * Reads a row and writes what `change` makes of it, again from the start if somebody else wrote it in between. Nothing is
 * written when `change` returns what it was given.
 *
 * @throws EdgeError UNAVAILABLE when others are faster a thousand times in a row
 */
export async function changeRow<R extends Revised>(
  table: Table<R>,
  id: string,
  change: (row: R | undefined) => R | undefined,
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await table.get(id);
    const next = change(before);
    if (next === undefined || next === before) return;
    try {
      await (before === undefined ? table.put(next, { ifAbsent: true }) : replace(table, before, next));
      return;
    } catch (error) {
      if (!wasOvertaken(error)) throw error;
    }
  }
  throw new EdgeError('UNAVAILABLE', `"${id}" is written by too many at once; try again`);
}

async function replace<R extends Revised>(table: Table<R>, before: R, next: R): Promise<void> {
  const { id, ...fields } = next;
  await table.patch(
    id,
    { ...fields, revision: before.revision + 1 },
    {
      ifMatch: { revision: before.revision } as Partial<R>,
    },
  );
}

const wasOvertaken = (error: unknown): boolean =>
  isEdgeError(error, 'CONFLICT') || isEdgeError(error, 'PRECONDITION_FAILED') || isEdgeError(error, 'NOT_FOUND');
