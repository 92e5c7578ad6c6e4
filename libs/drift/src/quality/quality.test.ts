import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQualityCheck, type QualityRules, type QualityState, type ViolationKind } from './index.ts';
import { createSampler } from '../testing/random-sample.ts';
import { createDistinctCounter, distinctCount } from './distinct-counter.ts';
import { addToHash } from './hash-value.ts';

type Row = Readonly<Record<string, unknown>>;
type Options = Parameters<typeof createQualityCheck>[1];

function report(rows: readonly Row[], rules: QualityRules, options?: Options) {
  const check = createQualityCheck(rules, options);
  check.add(rows);
  return check.report();
}

const kinds = (...given: Parameters<typeof report>): Record<string, number> =>
  Object.fromEntries(report(...given).violations.map(({ kind, count }) => [kind, count]));

/** Rows with one column x. */
const column = (...values: readonly unknown[]): Row[] => values.map((x) => ({ x }));

const second = 1000;

describe('violations, by hand', () => {
  it.each<{
    what: string;
    rows: Row[];
    rules: QualityRules;
    options?: Options;
    found: Partial<Record<ViolationKind, number>>;
  }>([
    { what: 'nothing wrong', rows: column(1, 2, 3), rules: { x: { type: 'numeric' } }, found: {} },
    {
      what: 'wrong types',
      rows: column(1, '2', true, {}),
      rules: { x: { type: 'numeric' } },
      found: { wrongType: 3, mixedTypes: 4 },
    },
    {
      what: 'missing',
      rows: column(1, null, 3, undefined, Number.NaN, 4),
      rules: { x: { type: 'numeric', required: true } },
      found: { missingValues: 3, duplicateRows: 2 },
    },
    {
      what: 'a column that is not there',
      rows: [{ y: 1 }],
      rules: { x: { type: 'text' } },
      found: { missingColumn: 1, unexpectedColumn: 1 },
    },
    {
      what: 'infinite numbers',
      rows: column(1, 2, Infinity),
      rules: { x: { type: 'numeric' } },
      found: { infiniteValues: 1 },
    },
    { what: 'blank texts', rows: column('a', '', '  '), rules: { x: { type: 'text' } }, found: { blankTexts: 2 } },
    {
      what: 'a range',
      rows: column(-1, 0, 10, 11),
      rules: { x: { type: 'numeric', minimum: 0, maximum: 10 } },
      found: { outOfRange: 2 },
    },
    {
      what: 'unknown categories',
      rows: column('a', 'b', 3),
      rules: { x: { type: 'categorical', values: ['a', '3'] } },
      found: { unknownCategory: 1, mixedTypes: 3 },
    },
    {
      what: 'patterns',
      rows: column('ab1', 'ab', 'xab1'),
      rules: { x: { type: 'text', pattern: '^ab\\d$' } },
      found: { patternMismatch: 2 },
    },
    {
      what: 'lengths',
      rows: column('a', 'abc', 'abcde'),
      rules: { x: { type: 'text', minimumLength: 2, maximumLength: 4 } },
      found: { lengthOutOfBounds: 2 },
    },
    {
      what: 'a constant',
      rows: column(5, 5, 5),
      rules: { x: { type: 'numeric' } },
      found: { constant: 3, duplicateRows: 2 },
    },
    {
      what: 'nearly a constant',
      rows: [...Array<Row>(199).fill({ x: 'a' }), { x: 'b' }],
      rules: { x: { type: 'categorical' } },
      found: { nearConstant: 200, duplicateRows: 198 },
    },
    {
      what: 'just no constant',
      rows: [...Array<Row>(99).fill({ x: 'a' }), { x: 'b' }],
      rules: { x: { type: 'categorical' } },
      found: { duplicateRows: 98 },
    },
    {
      what: 'far out values',
      rows: column(1, 2, 3, 4, 5, 6, 7, 8, 100, -50),
      rules: { x: { type: 'numeric' } },
      found: { outliers: 2 },
    },
    {
      what: 'duplicate rows, with 0 and -0 equal',
      rows: [
        { x: 1, y: 0 },
        { x: 1, y: 2 },
        { x: 1, y: -0 },
      ],
      rules: { x: { type: 'numeric' }, y: { type: 'numeric' } },
      found: { constant: 3, duplicateRows: 1 },
    },
    {
      what: 'keys',
      rows: [{ x: 1, y: 'a' }, { x: 1, y: 'b' }, { x: 1, y: 'a' }, { x: 2 }],
      rules: { x: { type: 'numeric' }, y: { type: 'text' } },
      options: { key: ['x', 'y'] },
      found: { keyViolations: 2, duplicateRows: 1 },
    },
    {
      what: 'duplicate columns',
      rows: [
        { x: 1, y: 1, z: 3 },
        { x: 2, y: 2, z: 2 },
      ],
      rules: { x: { type: 'numeric' }, y: { type: 'numeric' }, z: { type: 'numeric' } },
      found: { duplicateColumns: 2 },
    },
    {
      what: 'timestamps',
      rows: column(1 * second, 5 * second, 3 * second, 3 * second, 9 * second),
      rules: { x: { type: 'timestamp' } },
      options: { now: 8 * second },
      found: { futureTimestamps: 1, unorderedTimestamps: 1, duplicatedTimestamps: 1, duplicateRows: 1 },
    },
    {
      what: 'times of other forms',
      rows: column('2026-01-02', new Date('2026-01-03'), 'soon', true),
      rules: { x: { type: 'timestamp' } },
      found: { wrongType: 2, mixedTypes: 4 },
    },
    {
      what: 'stale data',
      rows: column(1 * second, 2 * second),
      rules: { x: { type: 'timestamp', maximumAgeMs: 5 * second } },
      options: { now: 10 * second },
      found: { stale: 2 },
    },
    {
      what: 'fresh data',
      rows: column(1 * second, 6 * second),
      rules: { x: { type: 'timestamp', maximumAgeMs: 5 * second } },
      options: { now: 10 * second },
      found: {},
    },
    {
      what: 'a time just now',
      rows: column(1 * second, 9 * second),
      rules: { x: { type: 'timestamp' } },
      options: { now: 9 * second },
      found: {},
    },
    {
      what: 'a value on the fence',
      rows: column(-10, 1, 2, 3, 4, 5, 6, 7, 8),
      rules: { x: { type: 'numeric' } },
      found: {},
    },
  ])('$what', ({ rows, rules, options, found }) => {
    expect(kinds(rows, rules, options)).toEqual(found);
  });

  it('say whether a rule is broken or something is unusual, and the share of the rows', () => {
    const { violations } = report(column(1, 2, 3, 400), { x: { type: 'numeric', maximum: 10 } });
    expect(violations).toContainEqual({ kind: 'outOfRange', columns: ['x'], count: 1, share: 0.25, severity: 'drift' });
    expect(report([], { x: { type: 'numeric' } })).toMatchObject({ rows: 0, violations: [] });
  });
});

describe('a reference', () => {
  const { many, normal, bernoulli } = createSampler(91);
  const table = (n: number, { missing = 0.02, slope = 1, plans = ['basic', 'pro'] } = {}) => {
    const x = many(n, normal);
    const rows = Array.from(x, (value, at) => ({
      x: bernoulli(missing) === 1 ? null : value,
      y: slope * value + normal(),
      plan: plans[at % plans.length],
    }));
    return rows;
  };
  const rules: QualityRules = { x: { type: 'numeric' }, y: { type: 'numeric' }, plan: { type: 'categorical' } };
  const reference = report(table(2000), rules);
  const against = (rows: readonly Row[]) =>
    report(rows, rules, { reference: JSON.parse(JSON.stringify(reference)) as typeof reference });

  it('finds a rise of missing values, a correlation that turned, values never seen', () => {
    const { violations } = against([
      ...table(500, { missing: 0.3, slope: -1, plans: ['basic', 'gold'] }),
      { x: 99, y: 0, plan: 'pro' },
    ]);
    const drifted = violations.filter(({ severity }) => severity === 'drift');
    expect(drifted.map(({ kind }) => kind)).toEqual(['missingShareRise', 'correlationFlip']);
    expect(drifted[1]?.columns).toEqual(['x', 'y']);
    const unseen = violations.find(({ kind }) => kind === 'unseenCategory');
    expect(unseen).toMatchObject({ count: 250, detail: 'gold', severity: 'possible' });
    expect(violations.find(({ kind }) => kind === 'outOfReferenceRange')?.count).toBeGreaterThanOrEqual(1);
    expect(
      violations.find(({ kind, columns }) => kind === 'outliers' && columns[0] === 'x')?.count,
    ).toBeGreaterThanOrEqual(1);
  });

  it('raises no alarm where nothing has changed, in 60 tries', () => {
    for (let run = 0; run < 60; run += 1) {
      expect(against(table(300)).violations.filter(({ severity }) => severity === 'drift')).toEqual([]);
    }
  });
});

describe('the summary', () => {
  it('of a column is what it is by hand', () => {
    const { columns } = report(column(4, 2, null, 8, 6), { x: { type: 'numeric' } });
    expect(columns[0]).toMatchObject({
      rows: 5,
      missing: 1,
      missingShare: 0.2,
      distinct: 4,
      number: 4,
      categories: null,
    });
    expect(columns[0]?.numbers).toMatchObject({
      n: 4,
      minimum: 2,
      maximum: 8,
      mean: 5,
      quantiles: [2, 2, 2, 4, 6, 8, 8],
    });
    expect(columns[0]?.numbers?.standardDeviation).toBeCloseTo(Math.sqrt(20 / 3), 14);
    const text = report(column('a', 'bcd', 'a'), { x: { type: 'categorical' } }).columns[0];
    expect(text).toMatchObject({ lengths: [1, 3], top: { value: 'a', share: 2 / 3 }, numbers: null });
    expect(text?.categories).toEqual([
      ['a', 2],
      ['bcd', 1],
    ]);
  });

  it('stays small, however many rows', () => {
    const { many, normal } = createSampler(92);
    const check = createQualityCheck({ x: { type: 'numeric' }, y: { type: 'numeric' } });
    check.add({ x: many(30_000, normal), y: many(30_000, normal) });
    expect(JSON.stringify(check.report()).length).toBeLessThan(4000);
    expect(JSON.stringify(check.toJSON()).length).toBeLessThan(100_000);
  });
});

describe('merging', () => {
  const value = fc.oneof(
    fc.integer({ min: -20, max: 20 }),
    fc.constantFrom(null, undefined, 'a', 'bb', '', Infinity, Number.NaN, true),
  );
  const rules: QualityRules = {
    x: { type: 'numeric', minimum: -10, required: true },
    y: { type: 'categorical', values: ['a', '1'], maximumLength: 1 },
    z: { type: 'timestamp' },
  };
  it('of parts, also from JSON, gives what the whole gives', () => {
    const rows = fc.array(fc.record({ x: value, y: value, z: value }), { maxLength: 40 });
    const property = fc.property(rows, rows, (first, other) => {
      const options = { now: 5, key: ['x'] };
      const [whole, merged, part] = [0, 1, 2].map((seed) => createQualityCheck(rules, { ...options, seed }));
      whole?.add([...first, ...other]);
      merged?.add(first);
      part?.add(other);
      merged?.merge(JSON.parse(JSON.stringify(part)) as QualityState);
      const [a, b] = [whole?.report(), merged?.report()];
      const exact = (given: typeof a) =>
        given?.columns.map(({ numbers, ...rest }) => ({ ...rest, n: numbers?.n, minimum: numbers?.minimum }));
      const sorted = (given: typeof a) =>
        JSON.stringify(exact(given)?.map((entry) => ({ ...entry, top: entry.top?.share })));
      expect(sorted(b)).toBe(sorted(a));
      for (const [at, { numbers }] of (a?.columns ?? []).entries()) {
        const other = b?.columns[at]?.numbers;
        expect(Math.abs((numbers?.mean ?? 0) - (other?.mean ?? 0))).toBeLessThan(1e-9);
        expect(other?.quantiles).toEqual(numbers?.quantiles);
      }
      for (const [at, { sums }] of (a?.correlations ?? []).entries()) {
        for (const [which, sum] of sums.entries())
          expect(Math.abs(sum - (b?.correlations[at]?.sums[which] ?? 0))).toBeLessThan(1e-6);
      }
      // Duplicates across parts are not seen, and there are no others.
      expect(b?.duplicateRows).toBeLessThanOrEqual(a?.duplicateRows ?? 0);
    });
    fc.assert(property, { seed: 6 });
  });

  it('keeps columns apart that differ in one part, and together those that do not', () => {
    const part = (rows: readonly Row[]) => {
      const check = createQualityCheck({ a: { type: 'numeric' }, b: { type: 'numeric' }, c: { type: 'numeric' } });
      check.add(rows);
      return check;
    };
    const merged = part([{ a: 1, b: 1, c: 1 }]);
    merged.merge(part([{ a: 2, b: 2, c: 3 }]).toJSON());
    const twins = merged.report().violations.filter(({ kind }) => kind === 'duplicateColumns');
    expect(twins.map(({ columns }) => columns)).toEqual([['a', 'b']]);
    expect(() => {
      merged.merge(createQualityCheck({ a: { type: 'numeric' } }).toJSON());
    }).toThrow(RangeError);
  });
});

describe('createDistinctCounter', () => {
  const count = (from: number, to: number) => {
    const counter = createDistinctCounter();
    for (let at = from; at < to; at += 1) counter.add(at % 3 === 0 ? at : `text ${at}`);
    return counter;
  };
  it.each([1, 500, 10_000])('is exact at %d', (n) => {
    expect(distinctCount(count(0, n).toJSON())).toBe(n);
  });

  it.each([10_001, 50_000, 300_000])('is within 5 %% at %d, and the same whatever the split', (n) => {
    const whole = count(0, n).toJSON();
    expect(Math.abs(distinctCount(whole) / n - 1)).toBeLessThan(0.05);
    const merged = count(0, Math.floor(n / 3));
    merged.merge(JSON.parse(JSON.stringify(count(Math.floor(n / 4), n).toJSON())) as typeof whole);
    expect(merged.toJSON().registers).toEqual(whole.registers);
  });

  it('knows the most frequent value also when there are too many', () => {
    const counter = count(0, 12_000);
    for (let at = 0; at < 50; at += 1) counter.add('text 1');
    expect(counter.toJSON().top?.[0]).toBeDefined();
    const early = createDistinctCounter();
    for (let at = 0; at < 50; at += 1) early.add('often');
    early.merge(count(0, 12_000).toJSON());
    expect(early.toJSON()).toMatchObject({ counts: null, top: ['often', 50] });
  });
});

describe('addToHash', () => {
  it('tells values and their order apart, and puts few of many numbers into one of 64 classes', () => {
    const hashOf = (...values: readonly unknown[]) => {
      const hash = [0, 0];
      for (const value of values) addToHash(hash, value);
      return hash.join();
    };
    expect(hashOf(-0)).toBe(hashOf(0));
    expect(hashOf(null, 1)).toBe(hashOf(undefined, 1));
    const different = [
      hashOf(1),
      hashOf('1'),
      hashOf(true),
      hashOf('true'),
      hashOf(null),
      hashOf(1, 2),
      hashOf(2, 1),
      hashOf('ab', 'c'),
      hashOf('a', 'bc'),
      hashOf({ a: 1 }),
      hashOf({ a: 2 }),
    ];
    expect(new Set(different).size).toBe(different.length);
    const many = new Set(Array.from({ length: 20_000 }, (_, at) => hashOf(at, 'x')));
    expect(many.size).toBe(20_000);
  });
});
