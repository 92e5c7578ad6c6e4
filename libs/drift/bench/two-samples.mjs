// Two raw samples of one column, and a reference that is sorted once, against SciPy if there is one and the plain way.
import { chiSquareHomogeneity } from '@harper-edge/stats';
import { createQuantileSketch, ksTest, sortSample, wasserstein } from '../dist/index.js';
import { normals } from './peers/sample.mjs';
import { startScipy } from './peers/scipy.mjs';

/** The distance of the distribution functions as a first version would compute it. */
function plainDistance(x, y) {
  const [a, b] = [[...x].sort((p, q) => p - q), [...y].sort((p, q) => p - q)];
  let [i, j, distance] = [0, 0, 0];
  for (const value of [...a, ...b].sort((p, q) => p - q)) {
    while (i < a.length && a[i] <= value) i += 1;
    while (j < b.length && b[j] <= value) j += 1;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return distance;
}

export const rows = () => {
  const scipy = startScipy();
  const bySize = [
    { n: 1e4, raw: 1.6, fitted: 3, w1: 3 },
    { n: 1e5, raw: 2.3, fitted: 4, w1: 4 },
    { n: 1e6, raw: 6, fitted: 11, w1: 4 },
  ].flatMap(({ n, raw, fitted, w1 }) => {
    const [x, y] = [normals(n, 1), normals(n, 2, 0.02)];
    const sorted = sortSample(x);
    scipy?.give(`x${n}`, x);
    scipy?.give(`y${n}`, y);
    const against = (test, least) =>
      scipy && {
        theirs: () => scipy.ask({ do: test, x: `x${n}`, y: `y${n}` }),
        peer: scipy.version,
        within: 1e-9,
        least,
      };
    const plain = { theirs: () => plainDistance(x, y), peer: 'plain', within: 1e-9 };
    const ks = () => ksTest(x, y).statistic;
    return [
      { what: `Kolmogorov-Smirnov, ${n} a side`, ours: ks, ...against('ks', raw) },
      ...(n < 1e6 ? [{ what: `Kolmogorov-Smirnov, ${n} a side`, ours: ks, ...plain }] : []),
      { what: `the same, reference fitted`, ours: () => ksTest(sorted, y).statistic, ...against('ks', fitted) },
      { what: `Wasserstein, ${n} a side`, ours: () => wasserstein(x, y).w1, ...against('wasserstein', w1) },
    ];
  });
  const table = [[100, 200, 300, 400], [110, 190, 310, 390]]; // prettier-ignore
  const values = normals(1e5, 3);
  return [
    ...bySize,
    {
      what: 'chi-square of a 2 x 4 table',
      ours: () => chiSquareHomogeneity(table).pValue,
      ...(scipy && { theirs: () => scipy.ask({ do: 'chi2', table }), peer: scipy.version, within: 1e-9, least: 50 }),
    },
    {
      what: 'quantile sketch of k = 2048, a value',
      operations: values.length,
      ours: () => {
        const sketch = createQuantileSketch({ seed: 1 });
        sketch.addAll(values);
        return sketch;
      },
    },
  ];
};
