import { EdgeError } from '@harper-edge/contracts';

/** What the experiments take for misuse, such as weights that do not sum, is a caller's mistake here: INVALID_INPUT. */
export async function refuseMisuse<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RangeError) {
      throw new EdgeError('INVALID_INPUT', error.message, { cause: error });
    }
    throw error;
  }
}
