// What an analysis costs, and the exact chance to win against the draws that others take for it.
import {
  adjustFamily,
  analyseBandit,
  compareBayesian,
  compareMeans,
  compareProportions,
  compareQuantiles,
  compareRevenue,
  compareVariants,
  nonInferiority,
  rankBayesian,
  sequentialInflation,
  sequentialMethods,
  sequentialNonInferiority,
  thompsonWeights,
} from '../dist/analyses/index.js';
import { betaGreaterLog, createRandomGenerator } from '@harper-edge/stats';

export const peers = ['jstat'];

const generator = createRandomGenerator(1);
const values = (n) => Array.from({ length: n }, () => generator.next());
const [first, second] = [values(10_000), values(10_000)];
const arms = [
  { successes: 1000, trials: 10_000 },
  { successes: 1050, trials: 10_000 },
];
const posteriors = arms.map(({ successes, trials }) => ({ a: 1 + successes, b: 1 + trials - successes }));
const look = { difference: 0.005, standardError: 0.004, nTotal: 20_000 };

export const rows = ({ jstat: { jStat, version } }) => [
  {
    what: 'chance to win, 10,000 units an arm; the peer draws 1000 times',
    ours: () => Math.exp(betaGreaterLog(posteriors[1], posteriors[0]).greater),
    theirs: () => {
      let wins = 0;
      for (let draw = 0; draw < 1000; draw += 1) {
        const [a, b] = posteriors.map((posterior) => jStat.beta.sample(posterior.a, posterior.b));
        wins += Number(b > a);
      }
      return wins / 1000;
    },
    peer: `jStat ${version}`,
    within: 0.1,
    mostMs: 0.2,
  },
  {
    what: 'chances, losses and credible intervals of two arms',
    ours: () => compareBayesian(arms[0], arms[1]).chanceToWin,
  },
  { what: 'chances to be best of two arms', ours: () => rankBayesian(arms).arms[0].chanceToBeBest },
  { what: 'weights of a bandit', ours: () => thompsonWeights(arms).weights[0] },
  {
    what: 'analysis of a bandit over 100 periods',
    ours: () => analyseBandit(periods).arms[0].estimate,
  },
  { what: 'two proportions', ours: () => compareProportions(arms[0], arms[1]).pValue },
  { what: 'six proportions', ours: () => compareVariants(arms[0], sixArms).overall.pValue },
  { what: 'means of 10,000 units an arm', ours: () => compareMeans(first, second).pValue },
  { what: 'p95 of 10,000 units an arm', ours: () => compareQuantiles(first, second, { probability: 0.95 }).pValue },
  {
    what: 'revenue of 10,000 units an arm, capped',
    ours: () => compareRevenue({ revenue: first }, { revenue: second }, { winsoriseAt: 0.999 }).cap,
  },
  {
    what: 'one look by the asymptotic confidence sequence, with a guardrail',
    ours: () => Number(sequentialNonInferiority(sequentialMethods.asymptotic(look), { margin: 0.01 }).nonInferior),
  },
  {
    what: 'a guardrail at the end',
    ours: () =>
      nonInferiority({ estimate: look.difference, standardError: look.standardError }, { margin: 0.01 }).pValue,
  },
  { what: 'adjusting 100 p-values', ours: () => adjustFamily(family)[0].adjustedPValue },
  { what: 'growth of the size for looking often', ours: () => sequentialInflation('asymptotic') },
];

const sixArms = Array.from({ length: 5 }, (_, arm) => ({ successes: 1000 + 10 * arm, trials: 10_000 }));
const family = values(100).map((pValue, test) => ({ role: test < 10 ? 'primary' : 'exploratory', pValue }));
const periods = Array.from({ length: 100 }, () =>
  [0.4, 0.6].map((weight) => ({ weight, n: 1000 * weight, sum: 100 * weight, sumOfSquares: 100 * weight })),
);
