import { describe, expect, it } from 'vitest';
import { trueConversion, visitorEvents, visitorIds } from './experiment-visitors.ts';

const count = 20_000;
const ids = visitorIds(count);

describe.each(Object.entries(trueConversion))('visitors who see %s', (variant, { rate, spend }) => {
  const events = visitorEvents(ids.map((userId) => ({ userId, variant })));
  const bought = events.filter(({ type }) => type === 'conversion');

  it('buy as often as they should, and spend what they should', () => {
    expect(Math.abs(bought.length / count - rate)).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / count));
    const mean = bought.reduce((sum, { value = 0 }) => sum + value, 0) / bought.length;
    // Amounts are even from half to one and a half of it.
    expect(Math.abs(mean - spend)).toBeLessThan((4 * spend) / Math.sqrt(12 * bought.length));
  });

  it('click before they buy, and do nothing twice', () => {
    const clicked = new Set(events.filter(({ type }) => type === 'click').map(({ userId }) => userId));
    expect(bought.filter(({ userId }) => !clicked.has(userId))).toEqual([]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });
});
