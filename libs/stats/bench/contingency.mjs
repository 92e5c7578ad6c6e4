// Tests of small tables, as a table of drift or a page of experiments asks for them by the hundred.
import { chiSquareHomogeneity, fisherExact, monteCarloHomogeneity, twoProportionTest } from '../dist/index.js';

export const peers = [];

const table = [
  [100, 200, 300, 400],
  [110, 190, 310, 390],
];
const [control, treatment] = [
  { successes: 1000, trials: 10_000 },
  { successes: 1050, trials: 10_000 },
];
const repeated = (times, work) => () => {
  let sum = 0;
  for (let time = 0; time < times; time += 1) sum += work().pValue;
  return sum;
};

export const rows = () => [
  {
    what: 'chi-square of 2 x 4 counts',
    operations: 1000,
    ours: repeated(1000, () => chiSquareHomogeneity(table)),
    leastPerSecond: 2.5e6,
  },
  {
    what: 'two proportions with interval',
    operations: 1000,
    ours: repeated(1000, () => twoProportionTest(control, treatment)),
  },
  {
    what: 'Fisher’s test of thousands of counts',
    ours: () =>
      fisherExact([
        [1000, 9000],
        [1050, 8950],
      ]).pValue,
  },
  { what: 'Monte Carlo p of 2 x 4 counts, 2000 tables', ours: () => monteCarloHomogeneity(table, { seed: 1 }).pValue },
];
