import { GrowthBookClient } from '@growthbook/growthbook';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  adaptGrowthBook,
  assign,
  fromGrowthBook,
  fromGrowthBookDocument,
  type GrowthBookContext,
  type GrowthBookExperiment,
} from '../index.ts';

const run = (experiment: GrowthBookExperiment, given: GrowthBookContext) => {
  const { experiment: adapted, unit, context } = adaptGrowthBook(experiment, given);
  return assign(adapted, unit, context);
};

/** Numbers as JSON texts hold them. */
const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
const range = fc
  .tuple(share, share)
  .map(([first, second]): [number, number] => [Math.min(first, second), Math.max(first, second)]);
const value = fc.oneof(
  fc.constantFrom('a', 'b', 'A', '1', '2.0.0', '10.1.2-rc.1', '', 'true'),
  fc.integer({ min: -3, max: 12 }),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.constantFrom('a', 'b', 'B', 1, 2), { maxLength: 3 }),
);
const operator = fc.oneof(
  fc.tuple(
    fc.constantFrom('$eq', '$ne', '$lt', '$lte', '$gt', '$gte', '$veq', '$vne', '$vlt', '$vgt', '$vgte', '$vlte'),
    value,
  ),
  fc.tuple(fc.constantFrom('$in', '$nin', '$ini', '$nini', '$all', '$alli'), fc.array(value, { maxLength: 3 })),
  fc.tuple(fc.constantFrom('$exists'), fc.boolean()),
  fc.tuple(
    fc.constantFrom('$type'),
    fc.constantFrom('string', 'number', 'boolean', 'array', 'object', 'null', 'undefined'),
  ),
  fc.tuple(fc.constantFrom('$regex', '$regexi'), fc.constantFrom('^a', 'B$', '[', '1|2', 'null')),
  fc.tuple(fc.constantFrom('$size'), fc.integer({ min: 0, max: 3 })),
  fc.tuple(fc.constantFrom('$elemMatch'), fc.constantFrom({ $eq: 'a' }, { $gt: 1 }, { $in: ['b', 2] })),
  fc.tuple(fc.constantFrom('$inGroup', '$notInGroup'), fc.constantFrom('few', 'typed', 'meant', 'nobody')),
  fc.tuple(fc.constantFrom('$not'), fc.constantFrom({ $eq: 'a' }, { $gt: 2 }, 'a', 1)),
);
const test = fc.oneof(
  value,
  fc.array(operator, { minLength: 1, maxLength: 2 }).map((pairs) => Object.fromEntries(pairs) as unknown),
);
const { condition } = fc.letrec<{ condition: Record<string, unknown> }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.dictionary(fc.constantFrom('plan', 'cart.total', 'tags', 'missing'), test, { maxKeys: 2 }),
    fc.record({
      $savedGroup: fc.constantFrom(
        { id: 'typed' },
        { id: 'meant' },
        { id: 'few' },
        { id: 'typed', attributeKey: 'plan' },
      ),
    }),
    fc
      .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('condition'), { maxLength: 2 }))
      .map(([name, list]) => ({ [name]: list })),
    tie('condition').map((inner) => ({ $not: inner })),
  ),
}));
const attributes = fc.record(
  {
    id: fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.nat(99_999)),
    device: fc.string({ maxLength: 3 }),
    plan: value,
    tags: value,
    cart: fc.oneof(fc.record({ total: value }), value),
  },
  { requiredKeys: [] },
);
const savedGroups = {
  few: ['a', 1],
  typed: { type: 'list', attributeKey: 'tags', values: ['a', 2] },
  meant: { type: 'condition', condition: { plan: 'b', $savedGroup: { id: 'meant' } } },
} as const;

const experiment = fc.record(
  {
    key: fc.constantFrom('my-test', 'hats', 'größe'),
    variations: fc.constantFrom([0, 1], [0, 1, 2], [0]),
    weights: fc.array(share, { minLength: 2, maxLength: 3 }),
    coverage: fc.integer({ min: -10, max: 120 }).map((percent) => percent / 100),
    ranges: fc.array(range, { minLength: 1, maxLength: 4 }),
    seed: fc.constantFrom('', 'other', '種'),
    hashVersion: fc.constantFrom(1, 2, 9),
    hashAttribute: fc.constantFrom('id', 'device', 'plan'),
    condition,
    namespace: fc.tuple(fc.constantFrom('checkout', 'search'), share, share),
    filters: fc.array(
      fc.record(
        {
          seed: fc.constantFrom('one', 'two'),
          ranges: fc.array(range, { maxLength: 2 }),
          attribute: fc.constantFrom('id', 'device'),
          hashVersion: fc.constantFrom(1, 2),
        },
        { requiredKeys: ['seed', 'ranges'] },
      ),
      { maxLength: 2 },
    ),
    active: fc.boolean(),
    status: fc.constantFrom('draft', 'running'),
    force: fc.integer({ min: -1, max: 3 }),
  },
  { requiredKeys: ['key', 'variations'] },
);
const userContext = fc.record(
  {
    attributes,
    enabled: fc.boolean(),
    qaMode: fc.boolean(),
    url: fc.constantFrom('https://shop.example/?hats=1', 'https://shop.example/?hats=5#x', ''),
    forcedVariations: fc.dictionary(fc.constantFrom('hats', 'my-test'), fc.integer({ min: -1, max: 2 }), {
      maxKeys: 1,
    }),
  },
  { requiredKeys: ['attributes'] },
);
// An id that is not text or a number above 0 is no id here, whatever its truth is.
const isComparable = (given: { hashAttribute?: string }, known: Readonly<Record<string, unknown>>) => {
  const id = known[given.hashAttribute ?? 'id'];
  return id === undefined || id === null || typeof id === 'string' || (typeof id === 'number' && id > 0);
};

describe('in compatibility with GrowthBook', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('assigns as its client does', () => {
    // Where it is not in production, the client writes about weights that do not sum.
    vi.stubEnv('NODE_ENV', 'production');
    const client = new GrowthBookClient({ log: () => undefined });
    client.initSync({ payload: { features: {}, savedGroups: savedGroups as never } });
    let inside = 0;
    fc.assert(
      fc.property(experiment, userContext, (given, user) => {
        fc.pre(isComparable(given, user.attributes) && user.attributes.id !== 0);
        // More ranges than variations are an error in the definition.
        fc.pre((given.ranges?.length ?? 0) <= given.variations.length);
        const theirs = client.runInlineExperiment(given as never, user);
        const ours = run(given, { ...(user as GrowthBookContext), savedGroups });
        expect({ inside: ours.inExperiment, variation: ours.variation, hashUsed: ours.hashUsed }).toEqual({
          inside: theirs.inExperiment,
          variation: theirs.variationId,
          hashUsed: theirs.hashUsed,
        });
        if (theirs.bucket !== undefined) expect(ours.bucket).toBe(theirs.bucket);
        if (theirs.inExperiment) inside += 1;
      }),
      { seed: 5, numRuns: 5_000 },
    );
    // Not all of them were left out.
    expect(inside).toBeGreaterThan(300);
  });

  it('takes over its definitions', () => {
    const definition = {
      key: 'hats',
      variations: ['plain', 'blue'],
      meta: [{ key: 'control' }, {}],
      weights: [0.4, 0.6],
      hashVersion: 2,
      bucketVersion: 3,
      namespace: ['shop', 0, 0.5],
      force: 1,
    } as const;
    expect(fromGrowthBook(definition)).toEqual({
      id: 'hats',
      variants: [
        { id: 'control', weight: 0.4 },
        { id: '1', weight: 0.6 },
      ],
      seed: 'hats',
      hashVersion: 2,
      unitAttribute: 'id',
      active: true,
      version: 3,
      minVersion: 0,
      namespace: { id: 'shop', range: [0, 0.5], hashVersion: 1 },
      force: '1',
    });
  });

  it('reads its documents of stored variations', () => {
    const document = {
      attributeName: 'id',
      attributeValue: '7',
      assignments: { hats__1: 'a', hats__3: 'b', hats__4: 'c', more__hats__0: 'd' },
    };
    const recordOf = (key: string, bucketVersion: number) => fromGrowthBookDocument(document, { key, bucketVersion });
    expect(recordOf('hats', 3)).toEqual({ variantId: 'b', version: 3, firstVersion: 1, at: 0 });
    expect(recordOf('hats', 9)).toEqual({ variantId: 'a', version: 1, firstVersion: 1, at: 0 });
    expect(recordOf('more__hats', 0)?.variantId).toBe('d');
    expect(recordOf('shoes', 0)).toBeUndefined();
    expect(fromGrowthBookDocument(undefined, { key: 'hats' })).toBeUndefined();
  });

  // The client keeps weights that sum to 1 within 0.01; ranges that overlap are taken in their order.
  it.each([
    [{ key: 'k', variations: [0, 1], ranges: [[0, 1]] }, { id: 'a' }, true, 0],
    [
      {
        key: 'k',
        variations: [0, 1],
        ranges: [
          [0, 0],
          [0, 0],
          [0, 1],
        ],
      },
      { id: 'a' },
      false,
      0,
    ],
    [{ key: 'k', variations: [0, 1], hashVersion: 9 }, { id: 'a' }, false, 0],
    [
      { key: 'k', variations: [0, 1], filters: [{ seed: 's', ranges: [[0, 1]], hashVersion: 9 }] },
      { id: 'a' },
      false,
      0,
    ],
    [
      { key: 'k', variations: [0, 1], filters: [{ seed: 's', ranges: [[0, 1]], attribute: 'city' }] },
      { id: 'a' },
      false,
      0,
    ],
    [{ key: 'k', variations: [0, 1], status: 'draft' }, { id: 'a' }, false, 0],
    [{ key: 'k', variations: [0, 1], fallbackAttribute: 'device' }, { device: 'a' }, false, 0],
  ] as const)('takes %j for %j as in the experiment: %s', (given, attributes, inExperiment, variation) => {
    expect(run(given, { attributes })).toMatchObject({ inExperiment, variation });
  });
});
