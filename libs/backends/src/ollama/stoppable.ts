/**
 * An iterable that can be ended while its next element is awaited. `return` of an async generator waits for that element first,
 * which for an answer that nobody reads any more is too late. Every iteration starts `open` anew.
 *
 * @param open - what to iterate over; ends when its signal is aborted
 */
export function createStoppable<T>(open: (stopped: AbortSignal) => AsyncGenerator<T>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]: () => {
      const controller = new AbortController();
      const iterator = open(controller.signal);
      const ended = { done: true, value: undefined } as const;
      return {
        next: async () => {
          try {
            return await iterator.next();
          } catch (error) {
            // Whoever has ended the iteration wants no more of it, its failure included.
            if (controller.signal.aborted) return ended;
            throw error;
          }
        },
        return: async () => {
          controller.abort();
          await iterator.return(undefined).catch(() => undefined);
          return ended;
        },
      };
    },
  };
}
