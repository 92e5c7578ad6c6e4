import type { Suite } from '../suite.ts';
import { distributions } from './distributions.ts';
import { multipleTesting } from './multiple-testing.ts';
import { onlineDrift } from './online-drift.ts';

/** The checks of each file of reference cases, by the file's name. */
export const suites = {
  'distributions.json': distributions,
  'multiple_testing.json': multipleTesting,
  'online_drift.json': onlineDrift,
} as const satisfies Record<string, Suite>;
