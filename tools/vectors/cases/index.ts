import type { Suite } from '../suite.ts';
import { betaPosterior } from './beta-posterior.ts';
import { chi2Contingency } from './chi2-contingency.ts';
import { distributions } from './distributions.ts';
import { elasticityOls } from './elasticity-ols.ts';
import { growthbook } from './growthbook.ts';
import { jensenShannonCases } from './jensen-shannon.ts';
import { ks2samp } from './ks-2samp.ts';
import { multipleTesting } from './multiple-testing.ts';
import { onlineDrift } from './online-drift.ts';
import { optimalPriceCases } from './optimal-price.ts';
import { power } from './power.ts';
import { psi } from './psi.ts';
import { ratioCuped } from './ratio-cuped.ts';
import { sequential } from './sequential.ts';
import { srm } from './srm.ts';
import { twoProportionZ } from './two-proportion-z.ts';
import { wassersteinCases } from './wasserstein.ts';
import { welchT } from './welch-t.ts';

/** The checks of each file of reference cases, by the file's name. */
export const suites = {
  'beta_posterior.json': betaPosterior,
  'cases.json': growthbook,
  'chi2_contingency.json': chi2Contingency,
  'distributions.json': distributions,
  'elasticity_ols.json': elasticityOls,
  'jensen_shannon.json': jensenShannonCases,
  'ks_2samp.json': ks2samp,
  'multiple_testing.json': multipleTesting,
  'online_drift.json': onlineDrift,
  'optimal_price.json': optimalPriceCases,
  'power.json': power,
  'psi.json': psi,
  'ratio_cuped.json': ratioCuped,
  'sequential.json': sequential,
  'srm.json': srm,
  'two_proportion_z.json': twoProportionZ,
  'wasserstein.json': wassersteinCases,
  'welch_t.json': welchT,
} as const satisfies Record<string, Suite>;
