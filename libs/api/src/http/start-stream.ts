/**
 * The body of a streamed reply with its first piece already made, so that what fails before it still has a status of its
 * own. `leave` is called as soon as the iteration ends early, also while a piece is awaited; then `pieces` is ended, even if
 * the body was never read.
 */
export async function startStream(
  pieces: AsyncGenerator<string, void>,
  leave: () => void,
): Promise<AsyncIterable<string>> {
  let first: IteratorResult<string, void> | undefined = await pieces.next();
  const next = (): Promise<IteratorResult<string, void>> => {
    const made = first;
    first = undefined;
    return made === undefined ? pieces.next() : Promise.resolve(made);
  };
  return {
    // Not a generator: one that was never started would not end `pieces`, and one that waits could not be told to stop.
    [Symbol.asyncIterator]: () => ({
      next,
      return: () => {
        leave();
        return pieces.return();
      },
    }),
  };
}
