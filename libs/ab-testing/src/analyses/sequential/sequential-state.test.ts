import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sequentialNonInferiority, nonInferiority } from '../non-inferiority.ts';
import { sequentialSampleRatio } from '../sequential-sample-ratio.ts';
import type { Look } from './confidence-sequence.ts';
import { sequentialMethods } from './index.ts';
import { firstSequentialState, updateSequentialState } from './sequential-state.ts';

const look: Look = { difference: 0.05, standardError: 0.01, nTotal: 5000 };

describe('the sequential methods', () => {
  it.each([
    // v = 1 + 5000 rho^2 with 5000 rho^2 = -2 log 0.05 + log(1 - 2 log 0.05) = 7.936154601737565
    { method: 'asymptotic', options: { tuningN: 5000 }, logE: 12.5 * (7.936154601737565 / 8.936154601738) - Math.log(8.936154601738) / 2 },
    // rho = 5000 / 7.936154601737565: the same once more, since n is the tuning of both
    { method: 'normalMixture', options: { tuningN: 5000 }, logE: 12.5 * (7.936154601737565 / 8.936154601738) - Math.log(8.936154601738) / 2 },
    // V = 1e-4, T = 4e-4: log(1 / 5) / 2 + 0.0025 * 4 / (2 * 5e-4)
    { method: 'mixtureSprt', options: { mixingVariance: 4e-4 }, logE: Math.log(0.2) / 2 + 10 },
  ] as const)('$method has the e-value of its formula (by hand)', ({ method, options, logE }) => {
    const sequence = (sequentialMethods[method] as (look: Look, options: object) => { logEValue: number; pValue: number })(look, options);
    expect(sequence.logEValue).toBeCloseTo(logE, 8);
    expect(sequence.pValue).toBeCloseTo(Math.exp(-logE), 12);
  }); // prettier-ignore

  it('mixtureSprt keeps a half width in any unit, also where the square of a variance overflows', () => {
    const at = (unit: number) =>
      sequentialMethods.mixtureSprt(
        { difference: 5 * unit, standardError: unit, nTotal: 5000 },
        { mixingVariance: 4 * unit * unit },
      );
    expect(at(1e150).halfWidth / 1e150).toBeCloseTo(at(1).halfWidth, 12);
    expect(at(1e150).logEValue).toBeCloseTo(at(1).logEValue, 12);
  });

  const methods = [
    (at: Look, alpha: number) => sequentialMethods.asymptotic(at, { alpha }),
    (at: Look, alpha: number) => sequentialMethods.normalMixture(at, { alpha }),
    (at: Look, alpha: number) => sequentialMethods.mixtureSprt(at, { alpha, mixingVariance: 0.01 }),
  ];

  it('leave 0 out of the interval exactly when the e-value reaches 1 / alpha, and are wider than a fixed interval', () => {
    const looks = fc.record({
      difference: fc.double({ min: -1, max: 1, noNaN: true }),
      standardError: fc.double({ min: 1e-4, max: 1, noNaN: true }),
      nTotal: fc.integer({ min: 1, max: 10_000_000 }),
    });
    const property = fc.property(looks, fc.double({ min: 1e-6, max: 0.5, noNaN: true }), (at, alpha) => {
      for (const method of methods) {
        const { lower, upper, halfWidth, logEValue, pValue } = method(at, alpha);
        const distance = Math.abs(logEValue + Math.log(alpha));
        if (distance > 1e-9) expect(lower > 0 || upper < 0).toBe(logEValue > -Math.log(alpha));
        expect(halfWidth).toBeGreaterThan(1.17 * at.standardError * Number(alpha <= 0.05));
        expect(pValue).toBeLessThanOrEqual(1);
      }
    });
    fc.assert(property, { seed: 1 });
  });

  it('know nothing before there is variation', () => {
    for (const method of methods) {
      expect(method({ ...look, standardError: 0 }, 0.05)).toMatchObject({
        pValue: 1,
        lower: -Infinity,
        upper: Infinity,
      });
    }
  });

  it('refuse what cannot be', () => {
    expect(() => sequentialMethods.asymptotic({ ...look, nTotal: -1 })).toThrow(RangeError);
    expect(() => sequentialMethods.asymptotic({ ...look, difference: Number.NaN })).toThrow(RangeError);
    expect(() => sequentialMethods.asymptotic({ ...look, standardError: -1 })).toThrow(RangeError);
    expect(() => sequentialMethods.asymptotic(look, { alpha: 1 })).toThrow(RangeError);
    expect(() => sequentialMethods.normalMixture(look, { tuningN: 0 })).toThrow(RangeError);
    expect(() => sequentialMethods.mixtureSprt(look, { mixingVariance: 0 })).toThrow(RangeError);
  });
});

describe('the sequential state', () => {
  const at = (lower: number, upper: number, pValue: number) =>
    ({ lower, upper, halfWidth: (upper - lower) / 2, logEValue: 0, pValue, log10P: Math.log10(pValue) }) as const;

  it('keeps the smallest p and the intersection of the intervals, and survives JSON', () => {
    let state = updateSequentialState(firstSequentialState, at(-Infinity, Infinity, 1));
    expect(state).toMatchObject({ looks: 1, lower: null, upper: null, pValue: 1 });
    for (const next of [at(-1, 3, 0.2), at(0, 4, 0.01), at(-2, 2, 0.3)]) {
      state = updateSequentialState(JSON.parse(JSON.stringify(state)) as typeof state, next);
    }
    expect(state).toEqual({ looks: 4, lower: 0, upper: 2, pValue: 0.01, log10P: -2, contradictory: false });
  });

  it('says when the looks contradict each other', () => {
    const state = [at(0, 1, 0.5), at(2, 3, 0.5)].reduce(updateSequentialState, firstSequentialState);
    expect(state).toMatchObject({ lower: 2, upper: 3, contradictory: true });
  });
});

describe('nonInferiority', () => {
  it('tests against the margin (by hand)', () => {
    // z = (-0.01 + 0.03) / 0.01 = 2
    const effect = { estimate: -0.01, standardError: 0.01 };
    const result = nonInferiority(effect, { margin: 0.03 });
    expect(result).toMatchObject({ nonInferior: true, inferior: false });
    expect(result.pValue).toBeCloseTo(0.02275013194817921, 14);
    expect(nonInferiority(effect, { margin: 0.03, df: 3 }).pValue).toBeCloseTo(0.06966298427942161, 12); // scipy t.sf(2, 3)
    expect(nonInferiority(effect, { margin: 0.03, alpha: 0.01 }).nonInferior).toBe(false);
    expect(
      nonInferiority({ estimate: 0.05, standardError: 0.01 }, { margin: 0.02, direction: 'lowerIsBetter' }),
    ).toMatchObject({
      nonInferior: false,
      inferior: true,
    });
    expect(() => nonInferiority(effect, { margin: 0 })).toThrow(RangeError);
  });

  it('is decided by the whole interval when it is looked at often', () => {
    expect(sequentialNonInferiority({ lower: -0.02, upper: 0.1 }, { margin: 0.03 })).toMatchObject({
      nonInferior: true,
    });
    expect(sequentialNonInferiority({ lower: -0.04, upper: 0.1 }, { margin: 0.03 }).nonInferior).toBe(false);
    const slower = sequentialNonInferiority({ lower: 0.04, upper: 0.1 }, { margin: 0.03, direction: 'lowerIsBetter' });
    expect(slower).toEqual({ nonInferior: false, inferior: true });
  });
});

describe('sequentialSampleRatio', () => {
  it('keeps the smallest p-value of all looks', () => {
    const first = sequentialSampleRatio([821_588, 815_482], [1, 1]);
    // log-gammas in 50 digits: the example of Lindon and Malek
    expect(first.ok && first.logBayesFactor).toBeCloseTo(7.679379290035312, 9);
    expect(first).toMatchObject({ mismatch: true });
    const later = sequentialSampleRatio([10, 10], [1, 1], { previousPValue: first.ok ? first.pValue : 1 });
    expect(later.ok && first.ok && later.pValue === first.pValue).toBe(true);
    expect(sequentialSampleRatio([1, 1, 1], [1, 1, 0])).toMatchObject({ pValue: 0, mismatch: true });
    expect(() => sequentialSampleRatio([1, 1], [1, 1], { previousPValue: 2 })).toThrow(RangeError);
  });
});
