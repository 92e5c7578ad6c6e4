import { createRandomGenerator, normalQuantile } from '@harper-edge/stats';
import { describe, expect, it } from 'vitest';
import { type DemandFit, fitDemand, type FitOptions } from './fit-demand.ts';
import type { Observations } from './observations.ts';
import { poolElasticities } from './pool-elasticities.ts';
import { recommendPrice } from './recommend-price.ts';

/** Seeded worlds with a true elasticity: what is estimated must hold what it promises. */
function world(seed: number) {
  const { next } = createRandomGenerator(seed);
  const normal = () => normalQuantile(next() || 0.5);
  const prices = (n: number) => Array.from({ length: n }, () => 8 + 6 * next());
  const poisson = (mean: number) => {
    let [count, left] = [-1, mean];
    while (left > 0) [count, left] = [count + 1, left + Math.log(1 - next())];
    return count;
  };
  return { next, normal, prices, poisson };
}
type World = ReturnType<typeof world>;

const fitted = (observations: Observations, options: FitOptions = {}): DemandFit => {
  const fit = fitDemand(observations, options);
  if (!fit.ok) throw new Error(fit.reason);
  return fit;
};

/** How often the interval holds the truth; three standard deviations of a share of 1000 runs around 0.9 are 0.0285. */
const runs = 1000;
const band = { lower: 0.9 - 0.0285, upper: 0.9 + 0.0285 };

function coverage(simulate: (world: World) => DemandFit, truth: number): number {
  const here = world(11);
  let held = 0;
  for (let run = 0; run < runs; run += 1) {
    const [lower, upper] = simulate(here).confidenceInterval;
    if (lower <= truth && truth <= upper) held += 1;
  }
  return held / runs;
}

describe('the interval of the elasticity holds the true one as often as it says', () => {
  const sold = (prices: readonly number[], errorOf: (price: number) => number) =>
    prices.map((price) => Math.exp(8 - 2 * Math.log(price) + errorOf(price)));

  it.each(['classical', 'hc1', 'hc3'] as const)('with equal variances and %s errors', (errors) => {
    const share = coverage(({ prices, normal }) => {
      const price = prices(40);
      return fitted({ price, quantity: sold(price, () => 0.3 * normal()) }, { errors, confidence: 0.9 });
    }, -2);
    // HC1 is known to be a little short in small samples, HC3 to be a little long.
    expect(share).toBeGreaterThan(errors === 'hc1' ? 0.85 : band.lower);
    expect(share).toBeLessThan(errors === 'hc3' ? 0.95 : band.upper);
  });

  it('with a variance that grows with the price, where only robust errors do', () => {
    const simulate = (errors: 'classical' | 'hc3') =>
      coverage(({ prices, normal }) => {
        const price = prices(100);
        const quantity = sold(price, (at) => 0.2 * normal() * Math.abs(Math.log(at / 10.8)) * 12);
        return fitted({ price, quantity }, { errors, confidence: 0.9 });
      }, -2);
    expect(simulate('classical')).toBeLessThan(0.8);
    const robust = simulate('hc3');
    expect(robust).toBeGreaterThan(band.lower);
    expect(robust).toBeLessThan(band.upper + 0.02);
  });

  it('with stores of different size that have different prices', () => {
    const stores = Array.from({ length: 60 }, (_, row) => row % 6);
    const share = coverage(({ next, normal }) => {
      const price = stores.map((store) => (8 + 0.8 * store) * (1 + 0.2 * next()));
      const quantity = price.map((at, row) => Math.exp(6 + (stores[row] ?? 0) - 2 * Math.log(at) + 0.3 * normal()));
      const errors = 'classical';
      expect(fitted({ price, quantity }).elasticity).toBeGreaterThan(0);
      return fitted({ price, quantity, groups: stores }, { errors, confidence: 0.9 });
    }, -2);
    expect(share).toBeGreaterThan(band.lower);
    expect(share).toBeLessThan(band.upper);
  });

  it('with so few sales that many periods have none, where logarithms are far off', () => {
    const logs: number[] = [];
    const share = coverage(({ prices, poisson }) => {
      const price = prices(120);
      const quantity = price.map((at) => poisson(Math.exp(5 - 2 * Math.log(at))));
      logs.push(fitted({ price, quantity }).elasticity);
      return fitted({ price, quantity }, { demand: 'poisson', confidence: 0.9 });
    }, -2);
    expect(share).toBeGreaterThan(band.lower);
    expect(share).toBeLessThan(band.upper);
    expect(logs.reduce((sum, value) => sum + value, 0) / logs.length).toBeGreaterThan(-1);
  });
});

describe('an instrument', () => {
  it('recovers the elasticity where prices are set with demand in view', () => {
    const { normal } = world(5);
    const rows = Array.from({ length: 4000 }, () => {
      const [shock, cost] = [0.3 * normal(), 0.2 * normal()];
      const logPrice = 2.3 + 0.6 * cost + 0.5 * shock + 0.05 * normal();
      return { price: Math.exp(logPrice), quantity: Math.exp(8 - 2 * logPrice + shock), cost };
    });
    const observations = { price: rows.map(({ price }) => price), quantity: rows.map(({ quantity }) => quantity) };
    expect(fitted(observations).elasticity).toBeGreaterThan(-1.2);
    const fit = fitted({ ...observations, instruments: { cost: rows.map(({ cost }) => cost) } });
    expect(Math.abs(fit.elasticity + 2)).toBeLessThan(3 * fit.standardError);
    expect(fit.standardError).toBeLessThan(0.06);
  });
});

describe('pooling', () => {
  it('comes nearer to the true elasticities than each product by itself, with intervals that hold', () => {
    const { normal } = world(8);
    let [alone, together, held] = [0, 0, 0];
    for (let shop = 0; shop < 100; shop += 1) {
      const truths = Array.from({ length: 20 }, () => -2 + 0.3 * normal());
      const given = truths.map((truth, id) => {
        const standardError = 0.2 + 0.04 * id;
        return [id, { elasticity: truth + standardError * normal(), standardError }] as const;
      });
      const { estimates } = poolElasticities(new Map(given));
      for (const [id, truth] of truths.entries()) {
        const [own, pooled] = [
          given[id]?.[1].elasticity ?? 0,
          estimates.get(id) ?? { elasticity: 0, standardError: 0 },
        ];
        alone += (own - truth) ** 2;
        together += (pooled.elasticity - truth) ** 2;
        if (Math.abs(pooled.elasticity - truth) <= 1.6449 * pooled.standardError) held += 1;
      }
    }
    expect(together).toBeLessThan(alone / 3);
    expect(held / 2000).toBeGreaterThan(0.88);
    expect(held / 2000).toBeLessThan(0.95);
  });
});

describe('a recommendation', () => {
  it('has a price interval that holds the best price, and comes near to the profit of it', () => {
    const { prices, normal } = world(21);
    let [held, earned] = [0, 0];
    const times = 900;
    for (let run = 0; run < times; run += 1) {
      const price = prices(80);
      const quantity = price.map((at) => Math.exp(8 - 2.5 * Math.log(at) + 0.2 * normal()));
      const fit = fitted({ price, quantity }, { confidence: 0.9 });
      // 6 e / (1 + e) is 10, inside of the prices seen.
      const found = recommendPrice(fit, { currentPrice: 12, unitCost: 6 });
      if (!found.ok) throw new Error(found.reason);
      if (found.priceInterval[0] <= 10 && 10 <= found.priceInterval[1]) held += 1;
      const profit = (at: number) => (at - 6) * at ** -2.5;
      earned += profit(found.recommendedPrice) / profit(10);
    }
    // Three standard deviations of a share of 900 runs around 0.9 are 0.03.
    expect(held / times).toBeGreaterThan(0.9 - 0.03);
    expect(held / times).toBeLessThan(0.9 + 0.03);
    expect(earned / times).toBeGreaterThan(0.98);
  });
});
