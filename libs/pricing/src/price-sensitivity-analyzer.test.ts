import { createRandomGenerator, normalQuantile } from '@harper-edge/stats';
import { describe, expect, it } from 'vitest';
import { createPriceHistory, type PriceHistorySnapshot } from './price-history.ts';
import { createPriceSensitivityAnalyzer, PriceSensitivityAnalyzer } from './price-sensitivity-analyzer.ts';

const day = 86_400_000;
function fill(
  analyzer: PriceSensitivityAnalyzer,
  productId: string,
  { elasticity = -2.5, periods = 60, seed = 1, level = 9 } = {},
) {
  const { next } = createRandomGenerator(seed);
  for (let period = 0; period < periods; period += 1) {
    const price = 8 + 6 * next();
    const demand = Math.exp(level + elasticity * Math.log(price) + 0.15 * normalQuantile(next() || 0.5));
    analyzer.recordPricePoint(productId, price, demand, period * day);
  }
}

describe('PriceSensitivityAnalyzer', () => {
  it('learns an elasticity and recommends a price', () => {
    const analyzer = new PriceSensitivityAnalyzer();
    fill(analyzer, 'boots');
    const fit = analyzer.calculateElasticity('boots');
    expect(fit).toMatchObject({ ok: true, n: 60, warnings: [] });
    if (!fit.ok) return;
    expect(fit.confidenceInterval[0]).toBeLessThan(-2.5);
    expect(fit.confidenceInterval[1]).toBeGreaterThan(-2.5);
    const found = analyzer.optimizePrice('boots', 13, { unitCost: 6, maxChange: 0.1, endings: [0.99] });
    expect(found).toMatchObject({ ok: true, recommendedPrice: 11.99, elasticity: fit.elasticity });
    expect(found.ok && found.binding).toEqual(['maxChange', 'endings']);
  });

  it('says in words why it recommends nothing', () => {
    const analyzer = createPriceSensitivityAnalyzer();
    expect(analyzer.optimizePrice('boots', 150)).toEqual({
      ok: false,
      reason: 'insufficientData',
      needed: 3,
      received: 0,
      usable: 0,
      dropped: 0,
      detail: expect.stringContaining('Too few periods') as string,
    });
    analyzer.recordPricePoint('boots', 150, 25);
    analyzer.recordPricePoint('boots', 140, 32);
    expect(analyzer.optimizePrice('boots', 150)).toMatchObject({ reason: 'insufficientData', received: 2 });
    for (const demand of [20, 30, 40]) analyzer.recordPricePoint('socks', 9, demand);
    expect(analyzer.optimizePrice('socks', 9)).toMatchObject({ ok: false, reason: 'noPriceVariation' });
    fill(analyzer, 'gold', { elasticity: 2 });
    expect(analyzer.optimizePrice('gold', 9)).toMatchObject({
      reason: 'implausibleElasticity',
      detail: expect.stringContaining('demand rises') as string,
    });
    fill(analyzer, 'tent');
    expect(analyzer.optimizePrice('tent', 9, { minPrice: 12, maxPrice: 10 })).toMatchObject({
      reason: 'infeasible',
      conflict: ['minPrice', 'maxPrice'],
    });
  });

  it('counts periods without sales by the Poisson kind, unless told otherwise', () => {
    const analyzer = new PriceSensitivityAnalyzer();
    const demands = [5, 3, 2, 0, 4, 1, 2, 0, 6, 3, 1, 0];
    const prices = [9, 10, 11, 12, 10, 11, 12, 13, 9, 10, 12, 14];
    for (const [period, price] of prices.entries()) analyzer.recordPricePoint('rope', price, demands[period] ?? 0);
    expect(analyzer.calculateElasticity('rope')).toMatchObject({ demand: { kind: 'poisson' }, n: 12 });
    expect(analyzer.calculateElasticity('rope', { demand: 'semiLog' })).toMatchObject({ n: 9, dropped: 3 });
  });

  it('takes points in the order of their time, from a time on, and by group', () => {
    const snapshot = () => {
      const history = createPriceHistory();
      const analyzer = new PriceSensitivityAnalyzer({ history });
      for (const [price, demand, time] of [
        [10, 90, '2026-01-03'],
        [9, 100, new Date('2026-01-01')],
        [11, 85, Date.UTC(2026, 0, 2)],
        [12, 70, '2026-01-04'],
        [10, 60, '2026-02-01'],
        [11, 52, '2026-02-02'],
        [13, 41, '2026-02-03'],
      ] as const) {
        analyzer.recordPricePoint('mat', price, demand, time);
      }
      return { analyzer, history };
    };
    const { analyzer, history } = snapshot();
    expect(history.points('mat')[1]).toEqual({ price: 9, demand: 100, timestamp: Date.UTC(2026, 0, 1) });
    expect(analyzer.calculateElasticity('mat', { since: Date.UTC(2026, 1, 1) })).toMatchObject({ n: 3 });
    const months = { groupBy: ({ timestamp = 0 }) => new Date(timestamp).getUTCMonth(), errors: 'classical' } as const;
    const [whole, within] = [analyzer.calculateElasticity('mat'), analyzer.calculateElasticity('mat', months)];
    expect(within).toMatchObject({ n: 7, degreesOfFreedom: 4 });
    expect(within.ok && whole.ok && within.standardError < whole.standardError).toBe(true);
  });

  it('sees prices that follow demand whatever order the points come in', () => {
    const { next } = createRandomGenerator(3);
    const normal = () => normalQuantile(next() || 0.5);
    let price = 10;
    const weeks = Array.from({ length: 60 }, (_, week) => {
      const shock = 0.2 * normal();
      const point = { price, demand: Math.exp(9 - 2 * Math.log(price) + shock), time: week * 7 * day };
      price = 10 * Math.exp(0.5 * shock + 0.1 * normal());
      return point;
    });
    const warningsOf = (points: typeof weeks, withTime: boolean) => {
      const analyzer = new PriceSensitivityAnalyzer();
      for (const { price: at, demand, time } of points) {
        if (withTime) analyzer.recordPricePoint('mat', at, demand, time);
        else analyzer.recordPricePoint('mat', at, demand);
      }
      const fit = analyzer.calculateElasticity('mat');
      return fit.ok ? fit.warnings : [];
    };
    // Every seventh week, and again from the next one on: neighbours come apart.
    const shuffled = weeks.map((_, index) => weeks[(index * 7) % 60] as (typeof weeks)[number]);
    expect(warningsOf(shuffled, true)).toContain('priceFollowsDemand');
    expect(warningsOf(shuffled, false)).not.toContain('priceFollowsDemand');
  });

  it('draws the elasticity of a product with few points towards those of the others', () => {
    const analyzer = new PriceSensitivityAnalyzer();
    for (let id = 0; id < 12; id += 1) fill(analyzer, `known-${id}`, { seed: id + 5, elasticity: -2.5 });
    fill(analyzer, 'new', { periods: 5, seed: 3, elasticity: -2.5 });
    const [alone, pooled] = [false, true].map((pool) =>
      analyzer.calculateElasticity('new', { pool, errors: 'classical' }),
    );
    if (alone?.ok !== true || pooled?.ok !== true) throw new Error('no fit');
    expect(Math.abs(pooled.elasticity + 2.5)).toBeLessThan(Math.abs(alone.elasticity + 2.5));
    expect(pooled.standardError).toBeLessThan(alone.standardError / 1.5);
    expect(analyzer.optimizePrice('new', 12, { unitCost: 6, pool: true, errors: 'classical' })).toMatchObject({
      ok: true,
    });
  });

  it('keeps its state in a history that is written and read', () => {
    const history = createPriceHistory();
    const analyzer = new PriceSensitivityAnalyzer({ history, clock: () => 77 });
    fill(analyzer, 'boots');
    analyzer.recordPricePoint('boots', 10, 30);
    expect(history.points('boots').at(-1)).toEqual({ price: 10, demand: 30, timestamp: 77 });
    const chosen = analyzer.explorePrice('boots', 12, {
      unitCost: 6,
      rng: createRandomGenerator(2).next,
      candidates: 5,
    });
    expect(chosen).toMatchObject({ ok: true, basis: 'posterior' });

    const text = JSON.stringify(history);
    const snapshot = JSON.parse(text) as PriceHistorySnapshot;
    expect(snapshot.explorations).toMatchObject([{ productId: 'boots', timestamp: 77, ...chosen }]);
    const again = createPriceHistory(snapshot);
    expect(JSON.stringify(again)).toBe(text);
    expect(again.productIds()).toEqual(['boots']);
    const restored = new PriceSensitivityAnalyzer({ history: again });
    expect(restored.optimizePrice('boots', 12)).toEqual(analyzer.optimizePrice('boots', 12));
    again.add('boots', { price: 9, demand: 1 });
    expect(history.points('boots')).toHaveLength(61);
  });

  it('explores within constraints, and logs nothing where it cannot', () => {
    const history = createPriceHistory();
    const analyzer = new PriceSensitivityAnalyzer({ history });
    const { next: rng } = createRandomGenerator(2);
    const wrong = { rng, minPrice: 90, maxPrice: 80 };
    expect(analyzer.explorePrice('boots', 12, wrong)).toMatchObject({
      ok: false,
      detail: expect.any(String) as string,
    });
    expect(history.toJSON().explorations).toEqual([]);
    expect(analyzer.explorePrice('boots', 12, { rng })).toMatchObject({ ok: true, basis: 'uniform' });
    expect(history.toJSON().explorations).toHaveLength(1);
  });

  it.each([
    [0, 1, undefined],
    [-1, 1, undefined],
    [Number.NaN, 1, undefined],
    [1, -1, undefined],
    [1, Infinity, undefined],
    [1, 1, 'yesterday'],
  ])('refuses to record price %d, demand %d at %s', (price, demand, time) => {
    const analyzer = new PriceSensitivityAnalyzer();
    expect(() => {
      analyzer.recordPricePoint('boots', price, demand, time);
    }).toThrow(RangeError);
  });
});
