// The whole comparison of 40 numeric and 10 categorical columns, against the usual choices of tests by SciPy without the
// plots and objects of a tool around it: Wasserstein and Jensen-Shannon above 1000 rows, tests up to there.
import { createProfile, detectDrift, fitExactReference, fitReference } from '../dist/index.js';
import { normals, texts } from './peers/sample.mjs';
import { startScipy } from './peers/scipy.mjs';

const numeric = Array.from({ length: 40 }, (_, index) => `n${index}`);
const categorical = Array.from({ length: 10 }, (_, index) => `c${index}`);
const schema = Object.fromEntries([
  ...numeric.map((name) => [name, 'numeric']),
  ...categorical.map((name) => [name, 'categorical']),
]);

function makeTable(n, seed) {
  const numbers = normals(40 * n, seed);
  const words = categorical.map((_, index) => texts(n, seed + index));
  return {
    numbers,
    words,
    columns: Object.fromEntries([
      ...numeric.map((name, index) => [name, numbers.subarray(index * n, (index + 1) * n)]),
      ...categorical.map((name, index) => [name, words[index]]),
    ]),
  };
}

export const rows = () => {
  const scipy = startScipy();
  return [1e3, 1e4, 1e5].flatMap((n) => {
    const [x, y] = [makeTable(n, 1), makeTable(n, 100)];
    const [exact, baseline] = [fitExactReference(x.columns, schema), fitReference(x.columns, schema)];
    const collector = createProfile(baseline);
    collector.add(y.columns);
    const profile = collector.toJSON();
    for (const [name, { numbers, words }] of Object.entries({ x, y })) {
      scipy?.give(`${name}${n}`, numbers, 40);
      scipy?.giveTexts(`${name}${n}Texts`, words);
    }
    const against = (least) =>
      scipy && { theirs: () => scipy.ask({ do: 'table', x: `x${n}`, y: `y${n}` }), peer: scipy.version, least };
    return [
      {
        what: `50 columns of ${n} rows, raw`,
        ours: () => detectDrift(fitExactReference(x.columns, schema), y.columns),
        ...against(2.2),
      },
      { what: `50 columns of ${n} rows, reference fitted`, ours: () => detectDrift(exact, y.columns), ...against(2.7) },
      { what: `50 columns of ${n} rows, from the JSON baseline`, ours: () => detectDrift(baseline, y.columns) },
      { what: `50 columns of ${n} rows, from profiles`, ours: () => detectDrift(baseline, profile), mostMs: 50 },
    ];
  });
};
