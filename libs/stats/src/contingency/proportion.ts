import { isCount, type NoTest } from './no-test.ts';

/** Successes among independent trials, both counts. */
export interface Proportion {
  readonly successes: number;
  readonly trials: number;
}

/** Why these counts are no proportion, if they are none: not whole, negative, more successes than trials, or no trial. */
export function invalidProportion({ successes, trials }: Proportion): NoTest | undefined {
  if (!isCount(successes) || !isCount(trials) || successes > trials) {
    const detail = `A proportion needs whole numbers 0 <= successes <= trials, got ${successes} of ${trials}.`;
    return { ok: false, reason: 'invalidCounts', detail };
  }
  return trials === 0 ? { ok: false, reason: 'insufficientData', needed: 1, received: 0 } : undefined;
}
