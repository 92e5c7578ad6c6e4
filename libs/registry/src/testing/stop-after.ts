import { EdgeError, type Row, type Store, type Table } from '@harper-edge/contracts';

/** The store of a host that is killed: after so many writes to its tables none of its calls does anything any more. */
export function stopAfter(store: Store, writes: number): Store {
  let left = writes;
  const killed = (): EdgeError => new EdgeError('UNAVAILABLE', 'the host was killed');
  const reading = <T>(call: () => Promise<T>): Promise<T> => (left < 0 ? Promise.reject(killed()) : call());
  const writing = <T>(call: () => Promise<T>): Promise<T> => (--left < 0 ? Promise.reject(killed()) : call());
  return {
    ...store,
    table: <R extends Row>(definition: Parameters<typeof store.table<R>>[0]): Table<R> => {
      const table = store.table<R>(definition);
      return {
        get: (id) => reading(() => table.get(id)),
        query: (query) => reading(() => table.query(query)),
        put: (row, options) => writing(() => table.put(row, options)),
        batch: () => {
          const batch = table.batch();
          return { ...batch, write: () => writing(() => batch.write()) };
        },
        patch: (id, changes, options) => writing(() => table.patch(id, changes, options)),
        delete: (id, options) => writing(() => table.delete(id, options)),
        ...(table.changes !== undefined && { changes: () => table.changes?.() ?? 0 }),
      };
    },
  };
}
