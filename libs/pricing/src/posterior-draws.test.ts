import { sortNumbers, studentTQuantile } from '@harper-edge/stats';
import { describe, expect, it } from 'vitest';
import { posteriorDraws } from './posterior-draws.ts';

const line = {
  slope: -9,
  slopeError: 1,
  classicalSlopeError: 2,
  level: 3,
  levelError: 0.5,
  centre: 0,
  smearing: 1,
  market: 1,
};

describe('posteriorDraws', () => {
  it.each([3, 10, 500])('are t distributed with %d degrees of freedom, in slope and in level', (degreesOfFreedom) => {
    const draws = posteriorDraws(line, { degreesOfFreedom, count: 4000 });
    expect(draws).toHaveLength(4000);
    const slopes = sortNumbers(draws.map(({ slope }) => slope + 9));
    const levels = sortNumbers(draws.map(({ level }) => (level - 3) / 0.5));
    for (const share of [0.05, 0.25, 0.5, 0.75, 0.9]) {
      const expected = studentTQuantile(share, degreesOfFreedom);
      expect(slopes[4000 * share] ?? 0).toBeCloseTo(expected, 1);
      expect(levels[4000 * share] ?? 0).toBeCloseTo(expected, 1);
    }
  });

  it('are the same every time, and spread by the errors asked for', () => {
    const draws = posteriorDraws(line, { degreesOfFreedom: 20 });
    expect(draws).toHaveLength(200);
    expect(posteriorDraws(line, { degreesOfFreedom: 20 })).toEqual(draws);
    const wider = posteriorDraws(line, { degreesOfFreedom: 20, errors: 'classical' });
    for (const [at, { slope }] of wider.entries()) expect(slope + 9).toBeCloseTo(2 * ((draws[at]?.slope ?? 0) + 9), 10);
  });

  it('all fall; where hardly any does there are fewer', () => {
    const flat = posteriorDraws({ ...line, slope: -0.1 }, { degreesOfFreedom: 20 });
    expect(flat).toHaveLength(200);
    expect(flat.every(({ slope }) => slope < 0)).toBe(true);
    expect(posteriorDraws({ ...line, slope: 100 }, { degreesOfFreedom: 20 })).toEqual([]);
  });
});
