import { asymptoticSequence } from './asymptotic.ts';
import type { ConfidenceSequence, Look } from './confidence-sequence.ts';
import { mixtureSprt } from './mixture-sprt.ts';
import { normalMixtureSequence } from './normal-mixture.ts';

/** What each method takes beside the look is its second parameter. */
export const sequentialMethods = {
  asymptotic: asymptoticSequence,
  normalMixture: normalMixtureSequence,
  mixtureSprt,
} as const satisfies Record<string, (look: Look, options: never) => ConfidenceSequence>;

export type SequentialMethod = keyof typeof sequentialMethods;
