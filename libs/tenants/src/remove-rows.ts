import type { Row, Table } from '@harper-edge/contracts';

/** Removes the rows of a table whose ids begin with `<tenant>/`. */
export async function removeRows<R extends Row>(table: Table<R>, tenantId: string): Promise<void> {
  const where = [{ field: 'id', op: 'startsWith', value: `${tenantId}/` }] as const;
  for (;;) {
    const { rows, nextCursor } = await table.query({ where, limit: 1_000 });
    await Promise.all(rows.map(({ id }) => table.delete(id)));
    if (nextCursor === undefined) return;
  }
}
