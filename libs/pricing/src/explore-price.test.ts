import { createRandomGenerator, normalQuantile } from '@harper-edge/stats';
import { describe, expect, it } from 'vitest';
import { type Exploration, type ExploreOptions, explorePrice } from './explore-price.ts';
import { fitDemand } from './fit-demand.ts';

const price = [8, 9, 10, 11, 12, 13, 14, 8, 9, 10, 11, 12, 13, 14];
const noise = [0.1, -0.1, 0.05, 0, -0.05, 0.1, -0.1, -0.05, 0.1, 0, -0.1, 0.05, -0.1, 0.1];
const fit = fitDemand({
  price,
  quantity: price.map((at, row) => Math.exp(8 - 2.5 * Math.log(at) + (noise[row] ?? 0))),
});
const nothing = fitDemand({ price: [], quantity: [] });
const { next: rng } = createRandomGenerator(1);

const explored = (of: typeof fit, options: Partial<ExploreOptions> = {}): Exploration => {
  const found = explorePrice(of, { currentPrice: 10.01, unitCost: 6, rng, ...options });
  if (!found.ok) throw new Error(found.reason);
  return found;
};

describe('explorePrice', () => {
  it('chooses every candidate as often as its propensity says', () => {
    const counts = new Map<number, number>();
    const times = 4000;
    for (let time = 0; time < times; time += 1) {
      const { price: chosen } = explored(fit, { candidates: 7, draws: 50 });
      counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
    }
    const { candidates } = explored(fit, { candidates: 7, draws: 50 });
    for (const { price: candidate, propensity } of candidates) {
      const deviation = Math.sqrt((propensity * (1 - propensity)) / times);
      expect(Math.abs((counts.get(candidate) ?? 0) / times - propensity)).toBeLessThan(4 * deviation);
    }
  });

  it('gives every candidate a propensity, all together 1, the most near to the best price', () => {
    const { basis, candidates } = explored(fit);
    expect(basis).toBe('posterior');
    expect(candidates.reduce((sum, { propensity }) => sum + propensity, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...candidates.map(({ propensity }) => propensity))).toBeGreaterThanOrEqual(
      0.05 / candidates.length,
    );
    const [likeliest] = [...candidates].sort((first, second) => second.propensity - first.propensity);
    expect(Math.abs((likeliest?.price ?? 0) - 10)).toBeLessThan(1);
  });

  it('keeps to the constraints and to the least step', () => {
    const steps = explored(fit, { currentPrice: 10, constraints: { maxChange: 0.1 }, minStep: 0.05 }).candidates;
    for (const { price: candidate } of steps) {
      expect(Math.abs(candidate - 10)).toBeGreaterThanOrEqual(0.5 - 1e-9);
      expect(Math.abs(candidate - 10)).toBeLessThanOrEqual(1 + 1e-9);
    }
    const ended = explored(fit, { constraints: { endings: [0.99, 0.49], minPrice: 8, maxPrice: 11 } }).candidates;
    expect(ended.map((candidate) => candidate.price)).toEqual(
      [8.49, 8.99, 9.49, 9.99, 10.49, 10.99].filter((at) => at !== 9.99),
    );
    const many = explored(fit, { constraints: { endings: [0.1, 0.3, 0.5, 0.7, 0.9] }, candidates: 5 }).candidates;
    expect(many).toHaveLength(5);
    expect(explorePrice(fit, { currentPrice: 10, rng, constraints: { maxChange: 0.01 }, minStep: 0.05 })).toMatchObject(
      { ok: false, reason: 'infeasible' },
    );
    expect(explorePrice(fit, { currentPrice: 10, rng, constraints: { minPrice: 90 } })).toMatchObject({
      ok: false,
      conflict: ['minPrice', 'observedRange'],
    });
  });

  it('chooses evenly where nothing is known, or where what is known makes no sense', () => {
    const { basis, candidates } = explored(nothing, { currentPrice: 10, candidates: 11 });
    expect(basis).toBe('uniform');
    expect(candidates.map(({ price: at }) => at)[0]).toBe(8);
    expect(candidates.at(-1)?.price).toBe(12.5);
    expect(new Set(candidates.map(({ propensity }) => propensity)).size).toBe(1);
    const rising = fitDemand({ price, quantity: price.map((at) => at ** 3) });
    expect(explored(rising).basis).toBe('uniform');
  });

  it('learns: prices move to the best one', () => {
    const { next } = createRandomGenerator(4);
    const sold: [number, number][] = [];
    let currentPrice = 15;
    for (let period = 0; period < 150; period += 1) {
      const known = fitDemand({ price: sold.map(([at]) => at), quantity: sold.map(([, units]) => units) });
      const found = explorePrice(known, {
        currentPrice,
        unitCost: 6,
        rng: next,
        constraints: { maxChange: 0.15 },
        draws: 100,
      });
      if (!found.ok) throw new Error(found.reason);
      currentPrice = found.price;
      sold.push([currentPrice, Math.exp(8 - 2.5 * Math.log(currentPrice) + 0.1 * normalQuantile(next() || 0.5))]);
    }
    const late = sold.slice(-50).map(([at]) => at);
    expect(Math.abs(late.reduce((sum, at) => sum + at, 0) / 50 - 10)).toBeLessThan(1);
  });

  it.each([
    [{ currentPrice: 0 }, 'current price'],
    [{ floor: 0 }, 'floor'],
    [{ candidates: 1 }, 'Candidates'],
    [{ minStep: -1 }, 'step'],
  ])('refuses %j', (options, message) => {
    expect(() => explored(fit, options)).toThrow(RangeError);
    expect(() => explored(fit, options)).toThrow(message);
  });
});
