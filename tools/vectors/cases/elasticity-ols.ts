import { type DemandFit, fitDemand, type NoDemandFit } from '@harper-edge/pricing';
import { type Input, isRecord } from '../input.ts';
import { NotRun, type Section, type Suite } from '../suite.ts';

const columnsOf = (input: Input, key: string) => {
  const inside = input.inside(key);
  return Object.fromEntries(inside.keys().map((name) => [name, inside.numbers(name)]));
};

function fitOf(input: Input): DemandFit | NoDemandFit {
  const model = input.text('model', 'logLog');
  if (model !== 'logLog') throw new NotRun(`unknown model ${model}`);
  const observations = {
    price: input.numbers('price'),
    quantity: input.numbers('quantity'),
    covariates: columnsOf(input, 'covariates'),
    ...(input.has('weights') && { weights: input.numbers('weights') }),
    ...(input.has('instruments') && { instruments: columnsOf(input, 'instruments') }),
  };
  return fitDemand(observations, { demand: 'constantElasticity', errors: 'classical' });
}

function run(input: Input): Readonly<Record<string, unknown>> {
  const fit = fitOf(input);
  if (!fit.ok) return { error: fit.reason, usable: fit.usable };
  const { elasticity, standardErrors, degreesOfFreedom } = fit;
  return {
    n: fit.n,
    degreesOfFreedom,
    intercept: fit.intercept,
    elasticity,
    otherCoefficients: Object.values(fit.otherCoefficients),
    seElasticity: standardErrors.classical,
    seIntercept: fit.interceptErrors?.classical,
    seHC1: standardErrors.hc1,
    seHC3: standardErrors.hc3,
    ci95: fit.confidenceInterval,
    t: elasticity / standardErrors.classical,
    pTwoSided: fit.pValue,
    log10P: fit.log10P,
    r2: fit.rSquared,
    residualStd: fit.residualSd,
    smearingFactorDuan: fit.smearing.duan,
    smearingFactorNormal: fit.smearing.normal,
    dropped: fit.dropped,
    ...(fit.firstStageF !== undefined && { firstStageF: fit.firstStageF }),
  };
}

const coefficients = new Set(['intercept', 'elasticity', 'otherCoefficients', 'r2']);

const section: Section = {
  run,
  tolerance: (key, expected, input) => {
    const all = input.value('expected');
    const exact = isRecord(all) && all['residualStd'] === 0;
    // The file says so: t of an exact fit is infinite or undefined.
    if (key === 't' && exact) return 'uncompared';
    if (expected === null || typeof expected !== 'number') return {};
    if (input.text('id', '').includes('near-constant')) return { relative: 1e-6 };
    const relative = coefficients.has(key.replace(/\..*/, '')) ? 1e-9 : 1e-8;
    return exact ? { relative, absolute: 1e-10 } : { relative };
  },
};

export const elasticityOls = { cases: section, ivCases: section } as const satisfies Suite;
