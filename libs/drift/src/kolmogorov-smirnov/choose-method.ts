export type KsMethod = 'exact' | 'exactTies' | 'asymptotic';

/** Among no more values than this, ties are taken into account. */
export const tiesUpTo = 400;
const exactUpTo = 4_000_000;

/** How to compute p, and why: exactly wherever that is quick. */
export function chooseKsMethod(n: number, m: number, tied = false): { method: KsMethod; methodReason: string } {
  if (tied) return { method: 'exactTies', methodReason: `equal values among no more than ${tiesUpTo}` };
  if (n === m) return { method: 'exact', methodReason: 'equal sizes have a closed form' };
  if (n * m <= exactUpTo) return { method: 'exact', methodReason: `n m is no more than ${exactUpTo}` };
  return { method: 'asymptotic', methodReason: `n m is above ${exactUpTo}` };
}
