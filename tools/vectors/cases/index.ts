import type { Suite } from '../suite.ts';
import { chi2Contingency } from './chi2-contingency.ts';
import { distributions } from './distributions.ts';
import { elasticityOls } from './elasticity-ols.ts';
import { jensenShannonCases } from './jensen-shannon.ts';
import { ks2samp } from './ks-2samp.ts';
import { multipleTesting } from './multiple-testing.ts';
import { onlineDrift } from './online-drift.ts';
import { optimalPriceCases } from './optimal-price.ts';
import { psi } from './psi.ts';
import { wassersteinCases } from './wasserstein.ts';

/** The checks of each file of reference cases, by the file's name. */
export const suites = {
  'chi2_contingency.json': chi2Contingency,
  'distributions.json': distributions,
  'elasticity_ols.json': elasticityOls,
  'jensen_shannon.json': jensenShannonCases,
  'ks_2samp.json': ks2samp,
  'multiple_testing.json': multipleTesting,
  'online_drift.json': onlineDrift,
  'optimal_price.json': optimalPriceCases,
  'psi.json': psi,
  'wasserstein.json': wassersteinCases,
} as const satisfies Record<string, Suite>;
