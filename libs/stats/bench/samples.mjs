// Work on large samples against the plain way to do it: there is no npm package for these on typed arrays.
import { createHistogram, createRandomGenerator, sortNumbers } from '../dist/index.js';

const sample = (n) => {
  const { next } = createRandomGenerator(1);
  return Float64Array.from({ length: n }, () => next() + next() + next() - 1.5);
};

export const rows = () => {
  const sorting = [1e3, 1e5, 1e6].map((n) => {
    const values = sample(n);
    return {
      what: `sort ${n} numbers`,
      ours: () => sortNumbers(values)[n >> 1],
      theirs: () => values.slice().sort()[n >> 1],
      peer: 'Float64Array.sort',
      within: 0,
    };
  });
  const values = sample(1e5);
  const edges = Array.from({ length: 31 }, (_, index) => (index - 15) / 10);
  return [
    ...sorting,
    {
      what: 'histogram on 31 edges, a value',
      operations: values.length,
      ours: () => {
        const histogram = createHistogram(edges);
        histogram.addAll(values);
        return histogram.toJSON().counts[15];
      },
      theirs: () => {
        const counts = new Float64Array(edges.length + 1);
        for (const value of values) {
          let bin = 0;
          while (bin < edges.length && edges[bin] < value) bin += 1;
          counts[bin] += 1;
        }
        return counts[15];
      },
      peer: 'search from the left',
      within: 0,
      leastPerSecond: 30e6,
    },
  ];
};
