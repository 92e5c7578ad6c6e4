import {
  type ConfidenceSequence,
  firstSequentialState,
  type Look,
  sequentialMethods,
  sequentialSampleRatio,
  updateSequentialState,
} from '@harper-edge/ab-testing/analyses';
import { type Input, isRecord } from '../input.ts';
import { NotRun, type Suite } from '../suite.ts';

const lookOf = (input: Input): Look => ({
  difference: input.number('difference'),
  standardError: input.number('standardError'),
  nTotal: input.number('nTotal'),
});

/** The same of an entry of an array; what else it holds is not known here. */
function lookAt(look: unknown): Look {
  if (!isRecord(look)) throw new NotRun('a look is not an object');
  const { difference, standardError, nTotal, ...rest } = look;
  const numbers = [difference, standardError, nTotal].every((value) => typeof value === 'number');
  if (!numbers || Object.keys(rest).length > 0) throw new NotRun('a look is not difference, standardError and nTotal');
  return { difference, standardError, nTotal } as Look;
}

const tuned = (input: Input) => ({ alpha: input.number('alpha'), tuningN: input.number('tuningN') });

const outcome = ({ lower, upper, halfWidth, logEValue, pValue }: ConfidenceSequence) => ({
  halfWidth,
  ci: [lower, upper],
  lnEValue: logEValue,
  lnLikelihoodRatio: logEValue,
  pAlwaysValid: pValue,
});

/** The tuning constant of the asymptotic sequence, which is no result of the lib: from the definition in the file. */
const asymptoticRho = (alpha: number, tuningN: number): number =>
  Math.sqrt((-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / tuningN);

const kinds: Readonly<Record<string, (input: Input) => Record<string, unknown>>> = {
  asymptoticConfidenceSequence: (input) => {
    const options = tuned(input);
    const rho = asymptoticRho(options.alpha, options.tuningN);
    return { rho, ...outcome(sequentialMethods.asymptotic(lookOf(input), options)) };
  },
  normalMixtureConfidenceSequence: (input) => {
    const sequence = sequentialMethods.normalMixture(lookOf(input), tuned(input));
    const multiplier = sequence.halfWidth / input.number('standardError');
    return { rho: sequence.rho, multiplier, ...outcome(sequence) };
  },
  mixtureSPRT: (input) => {
    const options = { alpha: input.number('alpha'), mixingVariance: input.number('mixingVariance') };
    const standardError = Math.sqrt(input.number('varianceOfDifference'));
    const look = { difference: input.number('difference'), standardError, nTotal: 2 };
    const half = sequentialMethods.mixtureSprt(look, { ...options, halfAlpha: true });
    return { ...outcome(sequentialMethods.mixtureSprt(look, options)), halfWidthHalfAlpha: half.halfWidth };
  },
  alwaysValidPath: (input) => {
    const [looks, options] = [input.value('looks'), tuned(input)];
    if (!Array.isArray(looks)) throw new NotRun('looks is not an array');
    let state = firstSequentialState;
    const path = looks.map((look: unknown) => {
      state = updateSequentialState(state, sequentialMethods.asymptotic(lookAt(look), options));
      return state.pValue;
    });
    return { pAlwaysValid: path, pPath: path, path };
  },
  sequentialSrm: (input) => {
    const concentration = input.number('priorConcentration');
    const test = sequentialSampleRatio(input.numbers('counts'), input.numbers('weights'), { concentration });
    return test.ok ? { lnBayesFactor: test.logBayesFactor, pAlwaysValid: test.pValue } : { error: test.reason };
  },
};

export const sequential = {
  cases: {
    run: (input) => {
      const kind = input.text('kind');
      const run = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
      if (run === undefined) throw new NotRun(`unknown kind ${kind}`);
      return run(input);
    },
    tolerance: (key) => (key.startsWith('ln') ? { relative: 1e-9, absolute: 1e-9 } : { relative: 1e-10 }),
  },
} as const satisfies Suite;
