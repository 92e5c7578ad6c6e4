import { createRandomGenerator, normalQuantile } from '@harper-edge/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDemandCurve, type DemandKind } from './demand-curves/index.ts';
import { type DemandFit, fitDemand, type FitOptions } from './fit-demand.ts';
import type { Observations } from './observations.ts';

const price = [9, 10, 11, 12, 10, 11, 12, 13, 9, 10, 12, 14];
const quantity = [130, 108, 96, 80, 71, 60, 55, 46, 210, 160, 118, 90];
const stores = ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'c', 'c', 'c', 'c'];
const promotion = [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0];
const weights = [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3];
const cost = [4, 5, 5.5, 6, 4.6, 5.2, 6.1, 6.4, 4.1, 4.9, 6, 7];

const fitted = (observations: Observations, options: FitOptions = {}): DemandFit => {
  const fit = fitDemand(observations, options);
  if (!fit.ok) throw new Error(fit.reason);
  return fit;
};
const near = (actual: number, expected: number, tolerance = 1e-10) => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected));
};

describe('the slope of', () => {
  it.each([
    ['constantElasticity', {}, [-2.006582297275731, 0.7861488868075676, 0.850378724502947, 1.0862595789438945], 10],
    ['semiLog', {}, [-0.17328782280590727, 0.0721684801874448, 0.08091129693605742, 0.10846337693668721], 10],
    ['linear', {}, [-18.798761609907253, 7.545730950291924, 8.622038031719793, 11.23101558802145], 10],
    ['logit', {}, [-0.286845499654401, 0.11570588321599555, 0.133339317741909, 0.17596971131466907], 10],
    [
      'constantElasticity',
      { groups: stores },
      [-1.7633762691185098, 0.07535341290548005, 0.08290613176663789, 0.12289172024738533],
      8,
    ],
    [
      'constantElasticity',
      { groups: stores, weights, covariates: { promotion } },
      [-1.8117077520638034, 0.07088961809085471, 0.07921994026200248, 0.17959233546522702],
      7,
    ],
  ] as const)('%s with %j (NumPy, normal equations with a column a group)', (kind: DemandKind, more, expected, df) => {
    const fit = fitted({ price, quantity, ...more }, { demand: kind, market: 300 });
    const perSlope = fit.elasticity / fit.line.slope;
    const [slope, classical, hc1, hc3] = expected;
    near(fit.line.slope, slope);
    near(fit.standardErrors.classical / perSlope, classical);
    near(fit.standardErrors.hc1 / perSlope, hc1);
    near(fit.standardErrors.hc3 / perSlope, hc3);
    expect(fit.degreesOfFreedom).toBe(df);
  });

  it('the Poisson kind with periods without sales (NumPy, Newton on the likelihood)', () => {
    const withZeros = [5, 3, 2, 0, 4, 1, 2, 0, 6, 3, 1, 0];
    const fit = fitted({ price, quantity: withZeros }, { demand: 'poisson' });
    near(fit.elasticity, -6.960949677072551, 1e-9);
    near(fit.intercept, 17.094557352922017, 1e-9);
    near(fit.standardErrors.classical, 1.1855919087945739, 1e-9);
    near(fit.standardErrors.hc1, 1.2579535953309062, 1e-9);
    near(fit.standardErrors.hc3, 1.3763916458040344, 1e-9);
    near(fit.residualSd ** 2, 0.4255621996599014, 1e-9);
    expect(fit).toMatchObject({ n: 12, dropped: 0, smearing: { duan: 1, normal: 1 } });
    // The constant makes what is fitted add up to what was sold.
    const { demand } = createDemandCurve(fit.demand);
    near(
      price.reduce((sum, at) => sum + demand(at), 0),
      27,
      1e-9,
    );
  });

  it('two-stage least squares (NumPy, by projection)', () => {
    const fit = fitted({ price, quantity, instruments: { cost: cost.map(Math.log) } }, { errors: 'classical' });
    near(fit.elasticity, -1.9163531540153356);
    near(fit.standardError, 0.7990064522859713);
    near(fit.firstStageF ?? 0, 316.2675745270014);
    expect(fit.warnings).not.toContain('weakInstrument');
    const noise = [1, 5, 2, 8, 3, 9, 4, 7, 6, 2, 5, 1];
    expect(fitted({ price, quantity, instruments: { noise } }).warnings).toContain('weakInstrument');
  });
});

describe('fitDemand', () => {
  it('gives interval, p-value, smearing and R squared (NumPy and SciPy)', () => {
    const fit = fitted({ price, quantity });
    const half = 2.228138851986274 * 1.0862595789438945;
    near(fit.confidenceInterval[0], -2.006582297275731 - half);
    near(fit.confidenceInterval[1], -2.006582297275731 + half);
    near(fit.pValue, 0.09447151216724244);
    near(fit.log10P, Math.log10(0.09447151216724244));
    near(fit.smearing.duan, 1.0567728052075278);
    near(fit.smearing.normal, Math.exp(0.13382923686390863 / 2));
    near(fit.rSquared ?? 0, 0.3944843164704329);
    expect(fit.prices).toEqual({ least: 9, most: 14, distinct: 6 });
  });

  it('passes through the average of the response, smearing aside, whatever the other columns', () => {
    const meanLog = quantity.reduce((sum, value) => sum + Math.log(value), 0) / 12;
    const meanPrice = Math.exp(price.reduce((sum, value) => sum + Math.log(value), 0) / 12);
    for (const more of [{}, { covariates: { promotion } }, { groups: stores }]) {
      const fit = fitted({ price, quantity, ...more });
      near(Math.log(createDemandCurve(fit.demand).demand(meanPrice) / fit.smearing.duan), meanLog);
    }
  });

  it('finds an exact curve of every kind', () => {
    for (const demand of [
      { kind: 'constantElasticity', scale: 500, elasticity: -1.7 },
      { kind: 'poisson', scale: 500, elasticity: -1.7 },
      { kind: 'semiLog', scale: 500, rate: 0.2 },
      { kind: 'linear', intercept: 500, slope: 12 },
      { kind: 'logit', market: 1000, utility: 3, priceCoefficient: 0.4 },
    ] as const) {
      const curve = createDemandCurve(demand);
      const fit = fitted({ price, quantity: price.map(curve.demand) }, { demand: demand.kind, market: 1000 });
      for (const [name, value] of Object.entries(demand)) {
        if (typeof value === 'number') near((fit.demand as unknown as Record<string, number>)[name] ?? 0, value, 1e-8);
      }
      expect(fit.warnings).toContain('exactFit');
    }
  });

  it('drops and counts what it cannot use', () => {
    const observations = {
      price: [10, -11, Number.NaN, 12, 13, Infinity, 14, 15],
      quantity: [100, 95, 90, 80, 70, 60, 0, 55],
      covariates: { heat: [1, 2, 3, 1, 3, 2, 1, 2] },
    };
    expect(fitDemand(observations)).toMatchObject({ ok: true, n: 4, dropped: 4, degreesOfFreedom: 1 });
    const heat = [1, 2, 3, Number.NaN, 3, 2, 1, 2];
    expect(fitDemand({ ...observations, covariates: { heat } })).toEqual({
      ok: false,
      reason: 'insufficientData',
      needed: 4,
      received: 3,
      usable: 3,
      dropped: 5,
    });
  });

  it('says why there is no fit', () => {
    expect(fitDemand({ price: [], quantity: [] })).toMatchObject({ ok: false, reason: 'insufficientData', needed: 3 });
    expect(fitDemand({ price: [5, 5, 5, 5], quantity: [1, 2, 3, 4] })).toMatchObject({
      ok: false,
      reason: 'noPriceVariation',
      usable: 4,
    });
    const same = { price: [1, 2, 3, 4, 5], quantity: [9, 7, 6, 3, 2], groups: [1, 2, 3, 4, 5] };
    expect(fitDemand(same)).toMatchObject({ ok: false, reason: 'insufficientData', needed: 7, received: 5 });
    const perStore = { price: [5, 5, 6, 6, 7, 7], quantity: [9, 7, 6, 3, 2, 2], groups: [1, 1, 2, 2, 3, 3] };
    expect(fitDemand(perStore)).toMatchObject({ ok: false, reason: 'collinear' });
    const unsold = { price: [5, 6, 7, 8], quantity: [0, 0, 0, 0] };
    for (const demand of ['poisson', 'linear'] as const) {
      expect(fitDemand(unsold, { demand })).toMatchObject({ ok: false, reason: 'noDemand', usable: 4 });
    }
    // Sales at the lowest price alone: the likelihood rises for ever with the slope.
    const separated = { price: [5, 6, 7, 8], quantity: [3, 0, 0, 0] };
    expect(fitDemand(separated, { demand: 'poisson' })).toMatchObject({ ok: false, reason: 'notConverged' });
  });

  it('of a constant demand is 0, with p = 1', () => {
    expect(fitDemand({ price: [10, 11, 12, 13], quantity: [50, 50, 50, 50] })).toMatchObject({
      elasticity: 0,
      pValue: 1,
      log10P: 0,
      rSquared: null,
    });
  });

  it.each([
    [{ price: [1, 2], quantity: [1] }, {}, 'quantity'],
    [{ price, quantity, weights: weights.map((weight) => weight - 1) }, {}, 'weight'],
    [{ price, quantity, groups: [1] }, {}, 'groups'],
    [{ price, quantity }, { confidence: 1 }, 'confidence'],
    [{ price, quantity }, { errors: 'hc2' as 'hc3' }, 'hc2'],
    [{ price, quantity }, { demand: 'logit' }, 'market'],
    [{ price, quantity }, { demand: 'quadratic' as DemandKind }, 'quadratic'],
    [{ price, quantity, groups: stores, instruments: { cost } }, {}, 'not both'],
    [{ price, quantity, groups: stores }, { demand: 'poisson' }, 'poisson'],
  ] as [Observations, FitOptions, string][])('refuses misuse', (observations, options, message) => {
    expect(() => fitDemand(observations, options)).toThrow(RangeError);
    expect(() => fitDemand(observations, options)).toThrow(message);
  });
});

describe('the warnings', () => {
  const wave = Array.from({ length: 40 }, (_, week) => 10 + 2 * Math.sin(week * 2.4) + 0.3 * Math.cos(week * 5.1));
  const noise = (week: number) => 0.1 * Math.sin(week * 12.9898) + 0.05 * Math.cos(week * 78.233);
  const demandAt = (prices: readonly number[], elasticity = -2) =>
    prices.map((at, week) => Math.exp(9 + elasticity * Math.log(at) + noise(week)));
  const warningsOf = (observations: Observations) => fitted(observations).warnings;

  it('are none for a price that varies by itself', () => {
    expect(warningsOf({ price: wave, quantity: demandAt(wave) })).toEqual([]);
  });

  it.each([
    ['positiveElasticity', { price: wave, quantity: demandAt(wave, 1.5) }],
    ['fewPrices', { price: wave.map((at) => (at > 10 ? 12 : 9)), quantity: demandAt(wave) }],
    ['smallVariation', { price: wave.map((at) => 100 + at / 20), quantity: demandAt(wave) }],
    ['outlier', { price: wave, quantity: demandAt(wave).map((value, week) => (week === 7 ? 9 * value : value)) }],
    ['wideInterval', { price: wave.slice(0, 5), quantity: demandAt(wave.slice(0, 5), -0.3) }],
    ['manyDropped', { price: wave, quantity: demandAt(wave).map((value, week) => (week % 8 === 0 ? 0 : value)) }],
  ])('tell of %s', (warning, observations) => {
    expect(warningsOf(observations)).toContain(warning);
  });

  it('tell of an outlier that would hide in the error it inflates', () => {
    const hidden = { price: [10, 11, 12, 13, 14, 15], quantity: [100, 91, 83, 77, 71, 6000] };
    expect(warningsOf(hidden)).toContain('outlier');
  });

  it('tell of prices that follow demand, and not of prices that only stay for a while', () => {
    const { next } = createRandomGenerator(7);
    const normal = () => normalQuantile(next() || 0.5);
    const shops = Array.from({ length: 200 }, () => {
      const following = [10];
      const sold: number[] = [];
      for (let week = 0; week < 60; week += 1) {
        const shock = 0.2 * normal();
        sold.push(Math.exp(9 - 2 * Math.log(following[week] ?? 0) + shock));
        following.push(10 * Math.exp(0.5 * shock + 0.1 * normal()));
      }
      const staying = Array.from({ length: 10 }, () => Array.from<number>({ length: 6 }).fill(10 + 4 * next())).flat();
      return {
        follows: warningsOf({ price: following.slice(0, 60), quantity: sold }),
        stays: warningsOf({
          price: staying,
          quantity: staying.map((at) => Math.exp(9 - 2 * Math.log(at) + 0.2 * normal())),
        }),
      };
    });
    const flagged = (key: 'follows' | 'stays') =>
      shops.filter((shop) => shop[key].includes('priceFollowsDemand')).length;
    expect(flagged('follows')).toBeGreaterThan(195);
    // At p < 0.01 two of 200 are to be expected; more than 8 come once in 4000 runs.
    expect(flagged('stays')).toBeLessThanOrEqual(8);
  });
});

describe('the elasticity', () => {
  it('does not depend on the units of price and demand', () => {
    const factor = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    const property = fc.property(factor, factor, (money, units) => {
      const plain = fitted({ price, quantity });
      const scaled = fitted({ price: price.map((at) => at * money), quantity: quantity.map((sold) => sold * units) });
      near(scaled.elasticity, plain.elasticity, 1e-8);
      near(scaled.standardError, plain.standardError, 1e-8);
      near(scaled.pValue, plain.pValue, 1e-7);
    });
    fc.assert(property, { seed: 1 });
  });

  it('of rows is that of the same rows in another order, and each p-value is one', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 99 })), {
      maxLength: 30,
    });
    const property = fc.property(rows, fc.constantFrom('constantElasticity', 'linear', 'poisson'), (pairs, demand) => {
      const of = (list: readonly (readonly [number, number])[]) =>
        fitDemand({ price: list.map(([at]) => at), quantity: list.map(([, sold]) => sold) }, { demand });
      const [fit, turned] = [of(pairs), of(pairs.toReversed())];
      expect(turned.ok).toBe(fit.ok);
      if (!fit.ok || !turned.ok) return;
      expect(fit.pValue).toBeGreaterThanOrEqual(0);
      expect(fit.pValue).toBeLessThanOrEqual(1);
      expect(Math.abs(turned.line.slope - fit.line.slope)).toBeLessThan(1e-6 * (1 + Math.abs(fit.line.slope)));
    });
    fc.assert(property, { seed: 1, numRuns: 200 });
  });
});
