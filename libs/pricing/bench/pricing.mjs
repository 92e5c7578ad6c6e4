// Elasticities with their interval against jStat's least squares, and a whole recommendation.
import { createRandomGenerator, normalQuantile } from '@harper-edge/stats';
import { createPriceSensitivityAnalyzer, fitDemand } from '../dist/index.js';

export const peers = ['jstat'];

function sales(rows) {
  const { next } = createRandomGenerator(1);
  const price = Array.from({ length: rows }, () => 80 + 40 * next());
  const quantity = price.map((at) => Math.exp(12 - 2.2 * Math.log(at) + 0.3 * normalQuantile(next() || 0.5)));
  return { price, quantity };
}

export const rows = ({ jstat: { jStat, version } }) => {
  const target = new Map([
    [1e3, 2.5],
    [1e4, 3],
    [1e5, 3],
  ]);
  const fits = [...target].map(([count, least]) => {
    const { price, quantity } = sales(count);
    return {
      what: `elasticity and interval of ${count} rows`,
      ours: () => fitDemand({ price, quantity }, { errors: 'classical' }).confidenceInterval[0],
      theirs: () => {
        const model = jStat.models.ols(
          quantity.map(Math.log),
          price.map((at) => [1, Math.log(at)]),
        );
        return model.t.interval95[1][0];
      },
      peer: `jStat ${version}`,
      within: 1e-6,
      least,
    };
  });
  const analyzer = createPriceSensitivityAnalyzer();
  const { price, quantity } = sales(1000);
  for (const [row, at] of price.entries()) analyzer.recordPricePoint('boots', at, quantity[row]);
  return [
    ...fits,
    {
      what: 'optimizePrice on 1000 points',
      ours: () => analyzer.optimizePrice('boots', 100, { unitCost: 50, maxChange: 0.2, endings: [0.99] }),
      mostMs: 2,
    },
  ];
};
