import type { Candidate, Wishes } from './candidate.ts';

/** One of the wishes that a score counts beside the similarity. */
export interface Adjustment {
  /** Beside the similarity's 0.8; it can change a score by no more than its share of what is asked. */
  readonly weight: number;
  /** Whether the wishes say anything that it could judge by; else it has no weight for any product. */
  readonly isAsked: (wishes: Wishes) => boolean;
  /** How well a product fits, in [0, 1]; 1 fits best. */
  readonly fit: (product: Candidate, wishes: Wishes) => number;
  /** The same in plain words. */
  readonly why: (product: Candidate, wishes: Wishes) => string;
}

/** What is for everybody fits, but not as well as what is made for just this. */
export const fitsAll = 0.75;
