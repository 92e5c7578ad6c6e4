import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createProfile,
  detectDrift,
  type DriftTestName,
  driftTests,
  effectThresholds,
  fitExactReference,
  fitReference,
  parseProfile,
  type Schema,
} from './index.ts';
import { createSampler } from './testing/random-sample.ts';

const schema = { amount: 'numeric', stars: 'numeric', plan: 'categorical', active: 'categorical' } as const;

/** A table of shifted amounts, and of shares of plans and active users. */
function table(seed: number, { n = 1000, shift = 0, pro = 0.3, active = 0.5, missing = 0 } = {}) {
  const { many, normal, uniform } = createSampler(seed);
  const texts = (draw: () => string | null) => Array.from({ length: n }, draw);
  return {
    amount: many(n, () => (uniform() < missing ? NaN : normal() + shift)),
    stars: many(n, () => 1 + Math.floor(5 * uniform())),
    plan: texts(() => (uniform() < pro ? 'pro' : uniform() < 0.5 ? 'basic' : 'free')),
    active: texts(() => (uniform() < active ? 'yes' : 'no')),
  };
}

/** Without drawing tables in small samples, for properties. */
const quick = { exactBelow: 3 };

const column = (report: ReturnType<typeof detectDrift>, name: string) => {
  const found = report.columns.find((entry) => entry.column === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found;
};

describe('detectDrift', () => {
  const exact = fitExactReference(table(1), schema);
  const baseline = parseProfile(JSON.parse(JSON.stringify(exact.baseline)));

  it('is quiet where nothing changed', () => {
    const report = detectDrift(baseline, table(2));
    expect(report).toMatchObject({
      severity: 'none',
      testedColumns: 4,
      driftedColumns: 0,
      driftedShare: 0,
      binomialTail: 1,
    });
    expect(report.smallestHolmP).toBeGreaterThan(0.05);
  });

  it('chooses the test of each column, and says why', () => {
    const chosen = detectDrift(baseline, table(2)).columns.map(({ test, reason }) => `${test}: ${reason}`);
    expect(chosen).toEqual([
      'kolmogorovSmirnov: numeric with many different values',
      'chiSquare: numeric with few different values, 5 of them',
      'chiSquare: categorical, 3 of them',
      'twoProportion: categorical, no more than two of them',
    ]);
  });

  it('turns two keys for drift: chance does not explain it, and it is large enough to matter', () => {
    const report = detectDrift(exact, table(3, { shift: 0.3, pro: 0.5, active: 0.53, missing: 0.1 }));
    expect(column(report, 'amount')).toMatchObject({
      severity: 'drift',
      result: { severity: 'drift', otherEffects: [{ name: 'w1OverStd', value: expect.closeTo(0.3, 1) as number }] },
      missing: { severity: 'drift', referenceShare: 0, effect: { name: 'missingShareChange' } },
    });
    expect(column(report, 'plan')).toMatchObject({ severity: 'drift', result: { effect: { name: 'cramersV' } } });
    expect(column(report, 'stars').severity).toBe('none');
    expect(column(report, 'active').severity).toBe('none');
    expect(report).toMatchObject({ severity: 'drift', driftedColumns: 2, driftedShare: 0.5 });
    // P(X >= 2) of 4 at 0.05: 1 - 0.95^4 - 4 * 0.05 * 0.95^3.
    expect(report.binomialTail).toBeCloseTo(1 - 0.95 ** 4 - 4 * 0.05 * 0.95 ** 3, 12);
  });

  it('calls one key alone possible: a tiny change in many rows, a large one in few', () => {
    const many = fitExactReference(table(4, { n: 100_000 }), schema);
    const tiny = column(detectDrift(many, table(5, { n: 100_000, shift: 0.03 })), 'amount');
    expect(tiny).toMatchObject({ severity: 'possible' });
    expect(tiny.result.ok && tiny.result.adjustedPValue).toBeLessThan(1e-4);
    const few = column(detectDrift(fitExactReference(table(6, { n: 12 }), schema), table(7, { n: 12 })), 'amount');
    expect(few).toMatchObject({ severity: 'possible', result: { warnings: ['smallSample'] } });
    expect(few.result.ok && few.result.effect.value).toBeGreaterThan(0.1);
  });

  it('corrects p-values over the columns, and the thresholds are the caller’s', () => {
    const current = table(3, { shift: 0.25, n: 2000 });
    const alone = detectDrift(baseline, current, { correction: 'holm', thresholds: { D: 0.02 } });
    const pValues = alone.columns.flatMap(({ result }) => (result.ok ? [result.pValue] : []));
    const adjusted = alone.columns.flatMap(({ result }) => (result.ok ? [result.adjustedPValue] : []));
    expect(Math.min(...adjusted)).toBeCloseTo(4 * Math.min(...pValues), 12);
    expect(alone.smallestHolmP).toBe(Math.min(...adjusted));
    const amount = { severity: column(alone, 'amount').severity, strict: column(detectDrift(baseline, current, { thresholds: { D: 1, w1OverStd: 9 } }), 'amount').severity }; // prettier-ignore
    expect(amount).toEqual({ severity: 'drift', strict: 'possible' });
  });

  it('lists new and vanished categories', () => {
    const before = fitReference(
      { plan: ['a', 'a', 'a', 'b', 'b', 'c'].flatMap((plan) => Array<string>(50).fill(plan)) },
      { plan: 'categorical' },
    );
    const report = detectDrift(before, {
      plan: ['a', 'b', 'd', 'd', 'e', null].flatMap((plan) => Array<string | null>(20).fill(plan)),
    });
    const { newCategories, vanishedCategories } = column(report, 'plan');
    expect(newCategories.map(({ category, count }) => [category, count])).toEqual([['d', 40], ['e', 20]]); // prettier-ignore
    // scipy 1.17: binom.sf(39, 100, 3 / 300) and binom.sf(49, 300, 3 / 100).
    expect(newCategories[0]?.pValue).toBeLessThan(1e-50);
    expect(vanishedCategories).toMatchObject([{ category: 'c', count: 50 }]);
  });

  it('gives p of a new category by the rule of three (scipy 1.17, binom.sf)', () => {
    const before = fitReference({ plan: Array<string>(100).fill('a') }, { plan: 'categorical' });
    const plan = [...Array<string>(195).fill('a'), ...Array<string>(5).fill('b')];
    expect(column(detectDrift(before, { plan }), 'plan').newCategories[0]?.pValue).toBeCloseTo(0.7190204379312874, 12);
  });

  it('pools rare categories among many', () => {
    const { uniform } = createSampler(8);
    const ids = () =>
      Array.from({ length: 5000 }, () =>
        uniform() < 0.5 ? `common-${Math.floor(5 * uniform())}` : `id-${Math.floor(300 * uniform())}`,
      );
    const report = detectDrift(fitReference({ id: ids() }, { id: 'categorical' }), { id: ids() });
    expect(column(report, 'id').reason).toBe(
      'categorical, 6 of them; 300 rare or unlisted categories counted together',
    );
    expect(column(report, 'id').severity).toBe('none');
  });

  it('gives raw data, a baseline from JSON and merged profiles one verdict', () => {
    const current = table(9, { shift: 0.25, pro: 0.45, missing: 0.02 });
    const rows = current.plan.map((plan, index) => ({
      amount: current.amount[index],
      stars: current.stars[index],
      plan,
      active: current.active[index], // prettier-ignore
    }));
    const merged = createProfile(baseline);
    for (const part of [rows.slice(600), rows.slice(0, 250), rows.slice(250, 600)]) {
      const profile = createProfile(baseline);
      for (const row of part) profile.add([row]);
      merged.merge(parseProfile(JSON.parse(JSON.stringify(profile))));
    }
    const fromProfiles = detectDrift(baseline, merged.toJSON());
    const [raw, fromRows] = [detectDrift(exact, current), detectDrift(baseline, rows)];
    expect(fromProfiles.currentRows).toBe(1000);
    for (const [index, expected] of raw.columns.entries()) {
      for (const other of [fromRows.columns[index], fromProfiles.columns[index]]) {
        expect(other).toMatchObject({ severity: expected.severity, test: expected.test });
        const [one, two] = [expected.result, other?.result];
        if (!one.ok || two?.ok !== true) throw new Error('no result');
        // On edges the distance is a little smaller at most, and never claims more.
        expect(two.pValue).toBeGreaterThanOrEqual(one.pValue * (1 - 1e-9));
        expect(one.effect.value - two.effect.value).toBeLessThan(0.012);
        const [w1, onEdges] = [one.otherEffects?.[0]?.value ?? 0, two.otherEffects?.[0]?.value ?? 0];
        expect(Math.abs(w1 - onEdges)).toBeLessThan(0.03);
      }
    }
  });

  it('says what is not there: a column without values, one that is absent', () => {
    const report = detectDrift(baseline, {
      stars: [1, 2, 3],
      plan: ['pro', null, 'free'],
      active: ['no', 'no', 'yes'],
    });
    expect(column(report, 'amount')).toMatchObject({
      result: { ok: false, reason: 'insufficientData' },
      missing: { currentShare: 1, severity: 'drift' },
      severity: 'drift',
    });
  });

  it('has results where values are constant or infinite', () => {
    const constant = fitExactReference({ x: Array<number>(100).fill(5) }, { x: 'numeric' });
    expect(column(detectDrift(constant, { x: Array<number>(90).fill(5) }), 'x')).toMatchObject({
      severity: 'none',
      result: { pValue: 1 },
    });
    expect(column(detectDrift(constant, { x: Array<number>(90).fill(6) }), 'x')).toMatchObject({ severity: 'drift' });
    const { many, normal } = createSampler(11);
    for (const reference of [fitExactReference, fitReference]) {
      const fitted = reference({ x: [...many(100, normal), Infinity] }, { x: 'numeric' });
      expect(column(detectDrift(fitted, { x: many(100, normal) }), 'x')).toMatchObject({
        result: { ok: true, warnings: ['nonFinite'] },
      });
    }
  });

  it('runs the test that is asked for, and every test finds a change', () => {
    const current = table(12, { shift: 0.5, pro: 0.5, active: 0.7 });
    for (const test of Object.keys(driftTests) as DriftTestName[]) {
      const name = test === 'twoProportion' ? 'active' : 'amount';
      for (const reference of [exact, baseline]) {
        const found = column(detectDrift(reference, current, { tests: { [name]: test } }), name);
        expect(found, test).toMatchObject({ test, reason: 'as asked', severity: 'drift', result: { ok: true } });
        // An effect without a threshold would never turn its key.
        expect(effectThresholds).toHaveProperty(found.result.ok ? found.result.effect.name : 'none');
      }
    }
  });

  it('refuses what is misuse', () => {
    const current = table(2);
    expect(() => detectDrift(baseline, current, { alpha: 1 })).toThrow(RangeError);
    expect(() => detectDrift(baseline, current, { tests: { plan: 'wasserstein' } })).toThrow(
      'does not apply to column "plan"',
    );
    expect(() => detectDrift(baseline, current, { tests: { amount: 'twoProportion' } })).toThrow(RangeError);
    expect(() => detectDrift(baseline, current, { tests: { other: 'psi' } })).toThrow('"other"');
    expect(() => detectDrift(baseline, { rows: 1, columns: [] })).toThrow('The profile has no column "amount"');
    const other = fitReference(
      { ...current, amount: [1, 2], stars: [1, 2], plan: ['a', 'b'], active: ['a', 'b'] },
      schema,
    );
    expect(() => detectDrift(baseline, other)).toThrow('not on the edges of the baseline');
    const swapped = fitReference(current, { ...schema, amount: 'categorical' });
    expect(() => detectDrift(baseline, swapped)).toThrow('is numeric in the baseline, categorical in the profile');
  });

  it('never calls data compared with itself drifted, whatever it holds', () => {
    const value = fc.oneof(fc.integer({ min: -30, max: 30 }), fc.double(), fc.constant(null));
    const category = fc.constantFrom('a', 'b', 'c', null, true, 0);
    const rows = fc.array(fc.record({ x: value, c: category }), { maxLength: 80 });
    const types: Schema = { x: 'numeric', c: 'categorical' };
    const property = fc.property(rows, (data) => {
      const reference = fitExactReference(data, types);
      for (const report of [
        detectDrift(reference, data),
        detectDrift(reference.baseline, [...data].reverse(), quick),
      ]) {
        expect(report).toMatchObject({ severity: 'none', driftedColumns: 0, smallestHolmP: 1 });
        for (const { result, missing } of report.columns) {
          if (result.ok) expect([result.pValue, result.effect.value, result.statistic]).toEqual([1, 0, 0]);
          if (missing !== undefined) expect(missing.effect.value).toBe(0);
        }
      }
    });
    fc.assert(property, { seed: 1, numRuns: 60 });
  });

  it('never gives a p-value outside [0, 1] nor NaN, whatever the data', () => {
    const value = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double(),
      fc.constantFrom(null, NaN, Infinity, -Infinity),
    );
    const rows = fc.array(fc.record({ x: value, c: fc.constantFrom('a', 'b', 'c', null) }), { maxLength: 40 });
    const property = fc.property(rows, rows, (before, now) => {
      const reference = fitExactReference(before, { x: 'numeric', c: 'categorical' });
      for (const report of [detectDrift(reference, now, quick), detectDrift(reference.baseline, now, quick)]) {
        const tests = report.columns.flatMap(({ result, missing }) => [
          ...(result.ok ? [result] : []),
          ...(missing ? [missing] : []),
        ]);
        for (const { pValue, log10P, adjustedPValue, effect } of tests) {
          expect(pValue >= 0 && pValue <= 1 && adjustedPValue >= 0 && adjustedPValue <= 1 && log10P <= 0).toBe(true);
          expect(Number.isNaN(effect.value)).toBe(false);
        }
        expect(report.binomialTail >= 0 && report.binomialTail <= 1).toBe(true);
      }
    });
    fc.assert(property, { seed: 2, numRuns: 200 });
  });
});
