import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, type AssignmentContext, type AssignmentReason, type Unit } from './assign.ts';
import { bucketHash } from './bucket-hash.ts';
import { compileExperiment } from './compile-experiment.ts';
import type { Experiment } from './experiment.ts';

const hats: Experiment = { id: 'hats', variants: [{ id: 'plain' }, { id: 'blue' }] };
// Hash of version 3, from the table of bucket-hash.test.ts: 0.2067 and 0.6166.
const [early, late] = ['1', 'user-1'];

describe('assign', () => {
  it('gives the variant whose range holds the hash', () => {
    expect(assign(hats, early)).toEqual({
      inExperiment: true,
      variation: 0,
      variantId: 'plain',
      bucket: 0.20673480560071766,
      hashUsed: true,
      reason: 'assigned',
      unitId: '1',
      unitAttribute: 'id',
    });
    expect(assign(hats, late)).toMatchObject({ variation: 1, variantId: 'blue', bucket: 0.6165953062009066 });
    expect(assign({ ...hats, hashVersion: 2 }, late).bucket).toBe(0.7678);
    expect(assign({ ...hats, hashVersion: 1 }, late).bucket).toBe(0.99);
    expect(assign({ ...hats, id: 'any', seed: 'hats' }, late).bucket).toBe(0.6165953062009066);
  });

  it('takes numbers as ids as they are written', () => {
    expect(assign(hats, 1)).toEqual(assign(hats, '1'));
    expect(assign(hats, { id: 1 })).toEqual(assign(hats, '1'));
    expect(assign(hats, 0)).toMatchObject({ unitId: '0', inExperiment: true });
  });

  const cases: [string, Partial<Experiment>, Unit, AssignmentContext, AssignmentReason][] = [
    ['one variant', { variants: [{ id: 'plain' }] }, late, {}, 'tooFewVariants'],
    ['everything switched off', {}, late, { enabled: false, forced: { hats: 'blue' } }, 'disabled'],
    ['forced to a variant that does not exist', {}, late, { forced: { hats: 'green' } }, 'unknownVariant'],
    ['a stopped experiment', { active: false }, late, {}, 'inactive'],
    ['an empty id', {}, '', {}, 'noUnit'],
    ['no id', {}, { name: 'ann' }, {}, 'noUnit'],
    ['an id that is null', {}, { id: null }, {}, 'noUnit'],
    ['an id that is no number', {}, Number.NaN, {}, 'noUnit'],
    ['an id that is an object', {}, { id: { id: 1 } }, {}, 'noUnit'],
    ['an id under another attribute', { unitAttribute: 'company' }, { id: 1 }, {}, 'noUnit'],
    [
      'a blocked version',
      { version: 2, minVersion: 2 },
      late,
      { sticky: [{ variantId: 'blue', version: 1, at: 0 }] },
      'versionBlocked',
    ],
    ['a condition', { condition: { age: { $gte: 18 } } }, { id: 1, age: 17 }, {}, 'targeting'],
    ['a condition on more than the id that is given', { condition: { age: { $gte: 18 } } }, late, {}, 'targeting'],
    ['a prerequisite', { prerequisites: [{ id: 'on', condition: { value: true } }] }, late, {}, 'prerequisite'],
    ['a holdout', { holdout: { namespace: 'shop', rate: 1 } }, late, {}, 'holdout'],
    ['a namespace', { namespace: { id: 'shop', range: [0, 0] } }, late, {}, 'namespace'],
    ['a filter', { filters: [{ seed: 'x', ranges: [] }] }, late, {}, 'filter'],
    [
      'a filter on an attribute that is missing',
      { filters: [{ seed: 'x', ranges: [[0, 1]], attribute: 'city' }] },
      late,
      {},
      'filter',
    ],
    ['coverage', { coverage: 0.1 }, late, {}, 'coverage'],
    ['only forced variants', {}, late, { forcedOnly: true }, 'forcedOnly'],
    ['an experiment forced to a variant that does not exist', { force: 'green' }, late, {}, 'unknownVariant'],
  ];

  it.each(cases)('shows the baseline outside of the experiment: %s', (_, changes, unit, context, reason) => {
    expect(assign({ ...hats, ...changes }, unit, context)).toMatchObject({
      inExperiment: false,
      variation: 0,
      variantId: 'plain',
      hashUsed: false,
      reason,
    });
  });

  it('checks in the order of the reasons: each goes before all that follow', () => {
    // Every reason at once, and then without the first, and so on.
    const [first, ...rest] = cases.filter(
      ([name]) => !/empty|null|number|object|another|more than|missing|variant that/.test(name),
    );
    const reasons = [first, ...rest].map((row) => row?.[4]);
    for (const [from, reason] of reasons.entries()) {
      const left = [first, ...rest].slice(from);
      const experiment = Object.assign({}, hats, ...left.map((row) => row?.[1])) as Experiment;
      const context = Object.assign({}, ...left.map((row) => row?.[3])) as AssignmentContext;
      const hasNoUnit = left.some((row) => row?.[4] === 'noUnit');
      const { forced: _, ...unforced } = context;
      const unit = hasNoUnit ? { age: 1 } : { id: late, age: 1 };
      expect(assign(experiment, unit, from === 0 ? context : unforced).reason).toBe(reason);
    }
    expect(reasons).toEqual([
      'tooFewVariants',
      'disabled',
      'inactive',
      'noUnit',
      'versionBlocked',
      'targeting',
      'prerequisite',
      'holdout',
      'namespace',
      'filter',
      'coverage',
      'forcedOnly',
    ]);
  });

  it('shows a forced variant even before the start, without hashing', () => {
    const forced = { forced: { hats: 'blue' } };
    expect(assign({ ...hats, active: false }, '', forced)).toMatchObject({
      inExperiment: true,
      variation: 1,
      bucket: null,
      hashUsed: false,
      reason: 'forced',
    });
    expect(assign({ ...hats, force: 'blue' }, early)).toMatchObject({ variantId: 'blue', reason: 'forced' });
    expect(assign({ ...hats, force: 'blue', coverage: 0 }, early)).toMatchObject({ reason: 'coverage' });
  });

  it('keeps a stored variant of the same version, whatever weights, coverage and targeting are now', () => {
    const narrowed = { ...hats, coverage: 0, condition: { age: 1 }, version: 1 };
    const stored = (variantId: string, version: number) => ({ sticky: [{ variantId, version, at: 0 }] });
    expect(assign(narrowed, early, stored('blue', 1))).toMatchObject({ variantId: 'blue', reason: 'sticky' });
    expect(assign({ ...hats, version: 1 }, early, stored('blue', 0))).toMatchObject({
      variantId: 'plain',
      reason: 'assigned',
    });
    expect(assign(hats, early, stored('green', 0))).toMatchObject({ variantId: 'plain', reason: 'assigned' });
  });

  it('falls back to another attribute while the first is missing', () => {
    const experiment = { ...hats, fallbackAttribute: 'device' };
    expect(assign(experiment, { device: 'user-1' })).toMatchObject({
      unitId: 'user-1',
      unitAttribute: 'device',
      variation: 1,
    });
    expect(assign(experiment, { id: '1', device: 'user-1' })).toMatchObject({ unitAttribute: 'id', variation: 0 });
  });

  it('asks prerequisites of the host', () => {
    const experiment = { ...hats, prerequisites: [{ id: 'parent', condition: { value: { $in: ['on'] } } }] };
    const prerequisiteValue = (id: string) => (id === 'parent' ? 'on' : 'off');
    expect(assign(experiment, late, { prerequisiteValue }).reason).toBe('assigned');
  });

  it('lets a unit into one experiment of a namespace at most, and into none from a holdout', () => {
    const holdout = { namespace: 'shop', rate: 0.1 };
    const inShop = (id: string, range: [number, number]): Experiment => ({
      ...hats,
      id,
      holdout,
      namespace: { id: 'shop', range },
    });
    const experiments = [inShop('a', [0.1, 0.4]), inShop('b', [0.4, 0.7]), inShop('c', [0.7, 1])].map((experiment) =>
      compileExperiment(experiment),
    );
    const entered = [0, 0];
    for (let unit = 0; unit < 2000; unit += 1) {
      const count = experiments.filter((experiment) => assign(experiment, unit).inExperiment).length;
      expect(count).toBe((bucketHash('__shop', String(unit), 3) ?? 0) < 0.1 ? 0 : 1);
      entered[count] = (entered[count] ?? 0) + 1;
    }
    expect(entered[0]).toBeGreaterThan(150);
    expect(entered[0]).toBeLessThan(250);
    // A holdout goes before an experiment whose range reaches into it.
    const reaching = compileExperiment(inShop('d', [0, 1]));
    expect(
      Array.from({ length: 2000 }, (_, unit) => assign(reaching, unit)).filter((a) => a.reason === 'holdout'),
    ).toHaveLength(entered[0] ?? 0);
  });
});

describe('assignments', () => {
  const id = fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.nat());
  const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
  const armIds = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `arm-${index}` }));

  it('are the same for the same input', () => {
    fc.assert(
      fc.property(fc.string(), id, fc.constantFrom(1, 2, 3), (seed, unit, hashVersion) => {
        const experiment = { id: seed, variants: armIds(3), hashVersion } as const;
        expect(assign(compileExperiment(experiment), unit)).toEqual(
          assign(JSON.parse(JSON.stringify(experiment)) as Experiment, { id: unit }),
        );
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('are not moved by raising the coverage', () => {
    fc.assert(
      fc.property(id, share, share, fc.integer({ min: 2, max: 6 }), (unit, first, second, count) => {
        const [less, more] = [Math.min(first, second), Math.max(first, second)].map((coverage) =>
          assign({ id: 'hats', variants: armIds(count), coverage }, unit),
        );
        if (less?.inExperiment) expect(more).toEqual(less);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('change for no more units than needed when an arm is added whose weight is taken from all in proportion', () => {
    const weights = (list: readonly number[]) => list.map((weight, index) => ({ id: `arm-${index}`, weight }));
    const before = compileExperiment({ id: 'hats', variants: weights([0.5, 0.3, 0.2]) });
    const after = compileExperiment({ id: 'hats', variants: weights([0.4, 0.24, 0.16, 0.2]) });
    const units = 20_000;
    const moves = new Map<string, number>();
    for (let unit = 0; unit < units; unit += 1) {
      const [from, to] = [assign(before, unit).variation, assign(after, unit).variation];
      if (from !== to) moves.set(`${from}-${to}`, (moves.get(`${from}-${to}`) ?? 0) + 1 / units);
    }
    // By hand: arm 1 begins at 0.4 instead of 0.5, arm 2 at 0.64 instead of 0.8, the new one takes all from 0.8 on.
    expect([...moves.keys()].sort()).toEqual(['0-1', '1-2', '2-3']);
    expect(moves.get('0-1')).toBeCloseTo(0.1, 1);
    expect(moves.get('1-2')).toBeCloseTo(0.16, 1);
    expect(moves.get('2-3')).toBeCloseTo(0.2, 1);
  });
});

describe('compileExperiment', () => {
  it.each<[string, Partial<Experiment>]>([
    ['no variants', { variants: [] }],
    ['two variants of one id', { variants: [{ id: 'a' }, { id: 'a' }] }],
    [
      'a negative weight',
      {
        variants: [
          { id: 'a', weight: -1 },
          { id: 'b', weight: 2 },
        ],
      },
    ],
    [
      'a weight that is no number',
      {
        variants: [
          { id: 'a', weight: Number.NaN },
          { id: 'b', weight: 1 },
        ],
      },
    ],
    ['a coverage that is no number', { coverage: Number.NaN }],
    ['fewer ranges than variants', { ranges: [[0, 1]] }],
    ['an unknown hash version', { hashVersion: 4 as never }],
    ['an unknown hash version of a filter', { filters: [{ seed: 'a', ranges: [], hashVersion: 0 as never }] }],
    ['a holdout above 1', { holdout: { namespace: 'shop', rate: 1.1 } }],
  ])('refuses %s', (_, changes) => {
    expect(() => compileExperiment({ ...hats, ...changes })).toThrow(RangeError);
  });
});
