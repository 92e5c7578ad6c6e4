/** Why counts can have no test: data problems are values, misuse throws. */
export type NoTest =
  | { readonly ok: false; readonly reason: 'insufficientData'; readonly needed: number; readonly received: number }
  | { readonly ok: false; readonly reason: 'invalidCounts'; readonly detail: string };

/** Counts are whole numbers from 0 to 2^53, so that their sums and differences are exact. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** What is wrong with an array of counts, if anything. */
export function invalidCount(counts: ArrayLike<number>): NoTest | undefined {
  for (let index = 0; index < counts.length; index += 1) {
    if (!isCount(counts[index])) {
      const detail = `Counts are whole numbers from 0 on, got ${String(counts[index])} at index ${index}.`;
      return { ok: false, reason: 'invalidCounts', detail };
    }
  }
  return undefined;
}

/** @throws RangeError for a confidence level outside (0, 1) */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`A confidence level lies in (0, 1), got ${level}.`);
}
