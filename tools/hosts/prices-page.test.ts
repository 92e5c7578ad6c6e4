import { expect } from 'vitest';
import { describePage } from './run-page.ts';

describePage('docs/prices.md', (answers) => {
  const near = (value: number): number => expect.closeTo(value, 2) as number;
  // Elasticity and interval as libs/pricing/README.md has them for the same weeks.
  const interval = [expect.closeTo(-3.2, 1), expect.closeTo(-2.3, 1)];
  const change = { from: 150, to: 135.99, reason: 'spring', state: 'applied', changeId: 'spring-2026' };
  expect(answers).toMatchObject([
    { id: 'hill-shop' },
    { success: true, added: 1 },
    { success: true, recorded: 8 },
    { total: 8, count: 3, points: [{ price: 140, demand: 29 / 7, days: 7 }, { price: 150 }, { price: 130 }] },
    { success: true, orderId: '2026-0001', duplicate: false, revenue: 145, experiments: [] },
    {
      ...{ ok: true, recommendedPrice: 125.99, elasticity: near(-2.74), confidenceInterval: interval },
      ...{ objective: 'profit', evidence: { points: 8, days: 56, unitsToday: 1 } },
    },
    { ok: false, recommendedPrice: null, reason: 'insufficientData', needed: 3, received: 0 },
    { success: true, ...change, evidence: { elasticity: near(-2.74) } },
    { count: 1, changes: [change] },
  ]);
});
