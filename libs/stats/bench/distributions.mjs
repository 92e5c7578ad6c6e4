// Tails and quantiles where jStat has them right, so that both do the same work.
import { betaCdf, betaQuantile, chiSquareSf, normalSf, studentTQuantile, studentTSf } from '../dist/index.js';

export const peers = ['jstat'];

const grid = (from, to) => Array.from({ length: 1000 }, (_, index) => from + ((to - from) * index) / 999);
const sum = (values, evaluate) => {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += evaluate(values[index]);
  return total;
};

export const rows = ({ jstat: { jStat, version } }) => {
  const row = (what, { values, ours, theirs, ...target }) => ({
    what,
    operations: values.length,
    ours: () => sum(values, ours),
    theirs: () => sum(values, theirs),
    peer: `jStat ${version}`,
    within: 1e-6,
    ...target,
  });
  const z = grid(-4, 4);
  const p = grid(0.001, 0.999);
  return [
    row('chi-square p-value, df 7', {
      values: grid(0.1, 30),
      ours: (x) => chiSquareSf(x, 7),
      theirs: (x) => 1 - jStat.chisquare.cdf(x, 7),
      least: 1,
    }),
    row('normal p-value', { values: z, ours: (x) => normalSf(x), theirs: (x) => 1 - jStat.normal.cdf(x, 0, 1) }),
    row('t p-value, df 12', {
      values: z,
      ours: (x) => studentTSf(x, 12),
      theirs: (x) => 1 - jStat.studentt.cdf(x, 12),
    }),
    row('t quantile, df 12', {
      values: grid(0.001, 0.4),
      ours: (x) => studentTQuantile(x, 12),
      theirs: (x) => jStat.studentt.inv(x, 12),
    }),
    row('beta cdf, 21 and 181', {
      values: grid(0.05, 0.2),
      ours: (x) => betaCdf(x, 21, 181),
      theirs: (x) => jStat.beta.cdf(x, 21, 181),
    }),
    row('beta quantile, 21 and 181', {
      values: p,
      ours: (x) => betaQuantile(x, 21, 181),
      theirs: (x) => jStat.beta.inv(x, 21, 181),
    }),
  ];
};
