/**
 * Work that is done once for all who ask while it has not begun. Who asks while it runs waits for the next run, because what
 * was written before the call has to be seen by it.
 */
export function shareNext<Key extends { readonly id: string }, Result>(
  work: (key: Key) => Promise<Result>,
): (key: Key) => Promise<Result> {
  const running = new Map<string, Promise<unknown>>();
  const next = new Map<string, Promise<Result>>();
  const start = (key: Key): Promise<Result> => {
    const result = work(key).finally(() => running.delete(key.id));
    running.set(key.id, result);
    return result;
  };
  return (key) => {
    const current = running.get(key.id);
    if (current === undefined) return start(key);
    const following =
      next.get(key.id) ??
      current
        .catch(() => undefined)
        .then(() => {
          next.delete(key.id);
          return start(key);
        });
    next.set(key.id, following);
    return following;
  };
}
