import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProfile, fitReference, parseProfile, type Profile } from '../index.ts';
import { createSampler } from '../testing/random-sample.ts';

const schema = { age: 'numeric', rating: 'numeric', plan: 'categorical' } as const;

/** Numbers with ties and infinities, few levels, categories, and missing values in all of them. */
const row = fc.record({
  age: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constantFrom(null, undefined, NaN, Infinity, -Infinity, -0)),
  rating: fc.constantFrom(1, 2, 3, 4, null),
  plan: fc.constantFrom('basic', 'pro', 'new', true, 7, null, undefined),
});

const baseline = fitReference(
  Array.from({ length: 500 }, (_, index) => ({
    age: index % 61,
    rating: 1 + (index % 3),
    plan: index % 4 ? 'basic' : 'pro',
  })),
  schema,
);

const profileOf = (rows: readonly object[]): Profile => {
  const collector = createProfile(baseline);
  collector.add(rows as Record<string, unknown>[]);
  return collector.toJSON();
};

/** Everything but the moments, which are right up to rounding. */
const countsOf = ({ rows, columns }: Profile) => ({
  rows,
  columns: columns.map((column) => ({ ...column, moments: undefined })),
});

describe('createProfile', () => {
  it('gives the same counts however the data was split and merged', () => {
    const property = fc.property(fc.array(row, { maxLength: 60 }), fc.nat(60), fc.nat(60), (rows, first, second) => {
      const [from, to] = [Math.min(first, second), Math.max(first, second)];
      const parts = [rows.slice(0, from), rows.slice(from, to), rows.slice(to)].map(profileOf);
      const whole = profileOf(rows);
      for (const order of [
        [0, 1, 2],
        [2, 0, 1],
        [1, 2, 0],
      ] as const) {
        // prettier-ignore
        const merged = createProfile(baseline);
        for (const part of order) merged.merge(parts[part] as Profile);
        const result = merged.toJSON();
        expect(countsOf(result)).toEqual(countsOf(whole));
        const [one, other] = [result.columns[0], whole.columns[0]];
        if (one?.type !== 'numeric' || other?.type !== 'numeric') throw new Error('age is numeric');
        expect(one.moments?.mean ?? 0).toBeCloseTo(other.moments?.mean ?? 0, 9);
        expect(one.moments?.m2 ?? 0).toBeCloseTo(other.moments?.m2 ?? 0, 6);
      }
    });
    fc.assert(property, { seed: 1, numRuns: 100 });
  });

  it('takes rows and columns alike, and counts what is absent as missing', () => {
    const rows = [{ age: 3, plan: 'pro', rating: 1 }, { plan: 'basic', rating: 2, extra: 1 }]; // prettier-ignore
    const columns = createProfile(baseline);
    columns.add({ age: [3, NaN], plan: ['pro', 'basic'], rating: Uint8Array.of(1, 2) });
    expect(columns.toJSON()).toEqual(profileOf(rows));
    const without = createProfile(baseline);
    without.add({ plan: ['pro', 'basic'] });
    expect(without.toJSON().columns[0]).toMatchObject({ histogram: { missing: 2 }, moments: null });
  });

  it('counts the categories of the baseline and a thousand others, the rest together', () => {
    const rows = Array.from({ length: 3000 }, (_, index) => ({ plan: index < 1000 ? 'pro' : `id-${index}` }));
    const [, , plan] = profileOf(rows).columns;
    if (plan?.type !== 'categorical') throw new Error('plan is categorical');
    expect(plan.categories.listed).toHaveLength(1001);
    expect(plan.categories.listed[0]).toEqual(['pro', 1000]);
    expect(plan.categories.unlisted).toBe(1000);
  });

  it('refuses values of another type, columns of unequal length and profiles of other baselines', () => {
    const add = (table: object) => () => {
      createProfile(baseline).add(table as Record<string, unknown>[]);
    };
    expect(add([{ age: '31' }])).toThrow('Column "age" is numeric, got string at row 0.');
    expect(add([{ plan: { name: 'pro' } }])).toThrow('Column "plan" is categorical, got object at row 0.');
    expect(add({ age: [1, 2], plan: ['pro'] })).toThrow(RangeError);
    const other = fitReference([{ age: 1 }], { age: 'numeric' });
    expect(() => { createProfile(baseline).merge(other); }).toThrow(RangeError); // prettier-ignore
    const elsewhere = fitReference([{ age: 1, rating: 1, plan: 'pro' }], schema);
    expect(() => { createProfile(baseline).merge(elsewhere); }).toThrow(RangeError); // prettier-ignore
  });
});

describe('fitReference', () => {
  it('counts exactly what lies on its edges and between', () => {
    const { many, normal } = createSampler(3);
    const values = many(5000, () => Math.round(normal() * 20) / 20);
    const [column] = fitReference({ value: values }, { value: 'numeric' }).columns;
    if (column?.type !== 'numeric') throw new Error('value is numeric');
    const { edges, counts, atEdge } = column.histogram;
    expect(edges.length).toBeGreaterThan(50);
    for (const [index, edge] of edges.entries()) {
      expect(atEdge[index]).toBe(values.filter((value) => value === edge).length);
      const below = index === 0 ? -Infinity : (edges[index - 1] as number);
      expect(counts[index]).toBe(values.filter((value) => value > below && value <= edge).length);
    }
    expect(column.levels).toBeNull();
  });

  it('keeps few different values one by one, -0 as 0', () => {
    const [column] = fitReference({ x: [0, -0, 2, 2, Infinity, Infinity, NaN] }, { x: 'numeric' }).columns;
    expect(column).toMatchObject({
      levels: { listed: [['0', 2], ['2', 2], ['Infinity', 2]], unlisted: 0 }, // prettier-ignore
      histogram: { missing: 1 },
      moments: { n: 4, mean: 1, m2: 4 },
    });
  });

  it('lists a thousand categories', () => {
    const values = Array.from({ length: 1500 }, (_, index) => `c${index}`);
    const [column] = fitReference({ id: [...values, 'c7'] }, { id: 'categorical' }).columns;
    if (column?.type !== 'categorical') throw new Error('id is categorical');
    expect(column.categories.listed[0]).toEqual(['c7', 2]);
    expect([column.categories.listed.length, column.categories.unlisted]).toEqual([1000, 500]);
  });

  it('refuses fewer than ten bins', () => {
    expect(() => fitReference([], schema, { bins: 9 })).toThrow(RangeError);
  });
});

describe('parseProfile', () => {
  it('brings back what was written as JSON', () => {
    const property = fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      for (const profile of [profileOf(rows), fitReference(rows, schema)]) {
        const json = JSON.stringify(profile);
        expect(JSON.stringify(parseProfile(JSON.parse(json)))).toBe(json);
      }
    });
    fc.assert(property, { seed: 1, numRuns: 100 });
  });

  it('names what is wrong with other JSON', () => {
    const change = (path: readonly (string | number)[], value: unknown): unknown => {
      const copy = structuredClone(baseline) as unknown as Record<string | number, unknown>;
      let at = copy;
      for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
      at[path.at(-1) as string] = value;
      return copy;
    };
    // prettier-ignore
    const wrong: [path: (string | number)[], value: unknown, message: string][] = [
      [['rows'], -1, 'rows is a whole number'],
      [['columns'], {}, 'Expected columns as an array'],
      [['columns', 0], null, 'Expected a column as an object'],
      [['columns', 0, 'name'], 5, 'A column has a name'],
      [['columns', 0, 'name'], 'plan', '"plan" twice'],
      [['columns', 0, 'type'], 'text', '"age" is numeric or categorical, got "text"'],
      [['columns', 0, 'histogram', 'edges', 1], null, 'Expected edges as a finite number'],
      [['columns', 0, 'histogram', 'edges', 1], -5, 'ascend strictly'],
      [['columns', 0, 'histogram', 'counts', 1], 1.5, 'A count is a whole number'],
      [['columns', 0, 'histogram', 'counts'], [1], 'bins'],
      [['columns', 0, 'binEdges', 0], 0.123, 'bin edges'],
      [['columns', 0, 'moments', 'n'], 1e9, 'moments of more values'],
      [['columns', 0, 'moments', 'm2'], -1, 'No values have these moments'],
      [['columns', 0, 'rankError'], 2, 'A rank error lies in [0, 1]'],
      [['columns', 2, 'categories', 'listed', 0], ['pro', 1], 'twice'],
      [['columns', 2, 'categories', 'listed', 0, 0], 5, 'A category is a text'],
      [['columns', 2, 'categories', 'unlisted'], 'x', 'Expected unlisted as a finite number'],
      [['columns', 2, 'missing'], 0.5, 'missing is a whole number'],
    ];
    for (const [path, value, message] of wrong)
      expect(() => parseProfile(change(path, value)), message).toThrow(message);
    expect(() => parseProfile('{}')).toThrow(TypeError);
  });
});
