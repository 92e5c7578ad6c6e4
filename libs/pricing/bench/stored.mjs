// What optimize-price computes for a product with 1000 rows, from rows in memory to the answer: reading them is the store's.
import { createRandomGenerator, normalQuantile } from '@harper-edge/stats';
import { dailyPoints } from '../dist/stored/daily-points.js';
import { recommendFromHistory } from '../dist/stored/recommend-from-history.js';

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 0, 1);

function rowsOf(priceOf, { days = 1, level = 60 } = {}) {
  const { next } = createRandomGenerator(1);
  return Array.from({ length: 1000 }, (_, row) => {
    const price = priceOf(next, row);
    const mean = level * Math.exp(-2.2 * Math.log(price / 100) + 0.3 * normalQuantile(next() || 0.5));
    const timestamp = nowMs - (1001 - row) * dayMs;
    return {
      id: `t/${row}`,
      series: '',
      tenantId: 't',
      productId: 'p',
      price,
      demand: Math.round(mean),
      timestamp,
      days,
    };
  }).reverse();
}

const inquiry = { productId: 'p', currentPrice: 100, unitCost: 50, constraints: { maxChange: 0.2, endings: [0.99] } };

export const rows = () =>
  [
    ['prices that all differ', rowsOf((next) => 80 + 40 * next())],
    ['ten prices, changed daily', rowsOf((next) => 80 + 4 * Math.floor(10 * next()))],
    ['prices that all differ, most days without sales', rowsOf((next) => 80 + 40 * next(), { level: 0.5 })],
    ['a thousand orders', rowsOf((_, row) => 80 + 4 * ((row * 7) % 10), { days: null, level: 3 })],
  ].map(([name, of]) => ({
    what: `optimize-price on 1000 rows: ${name}`,
    ours: () => {
      const daily = dailyPoints(of, { nowMs, sightings: [], isCut: false });
      const found = recommendFromHistory(inquiry, { daily, isCut: false, others: new Map() });
      if (found.evidence.points < 900) throw new Error(`expected the points to count, got ${found.evidence.points}`);
      return found.elasticity;
    },
    mostMs: 2,
  }));
