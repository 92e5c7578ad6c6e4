import { EdgeError, type Row, type Store, type Table, type TableDefinition } from '@harper-edge/contracts';

/** The store as one process sees it: after `kill` nothing that it still does reaches the tables. */
export function createMortalStore(store: Store): { readonly store: Store; kill(): void } {
  let isAlive = true;
  const guarded =
    <A extends readonly unknown[], T>(call: (...given: A) => Promise<T>) =>
    async (...given: A): Promise<T> => {
      if (!isAlive) throw new EdgeError('UNAVAILABLE', 'this process was killed');
      return call(...given);
    };
  const table = <R extends Row>(definition: TableDefinition<R>): Table<R> => {
    const { get, put, batch, patch, delete: remove, query, ...rest } = store.table(definition);
    return {
      ...rest,
      get: guarded(get),
      put: guarded(put),
      batch: () => {
        const rows = batch();
        return { ...rows, write: guarded(rows.write) };
      },
      patch: guarded(patch),
      delete: guarded(remove),
      query: guarded(query),
    };
  };
  return {
    store: { ...store, table },
    kill: () => {
      isAlive = false;
    },
  };
}
