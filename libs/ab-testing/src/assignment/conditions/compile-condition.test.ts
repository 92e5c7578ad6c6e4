import { describe, expect, it } from 'vitest';
import { compileCondition, type Condition, type SavedGroups } from './compile-condition.ts';
import { versionKey } from './version-key.ts';

const ann = {
  id: 'ann',
  age: 30,
  zero: 0,
  plan: 'Pro',
  isStaff: false,
  nothing: null,
  tags: ['a', 'b'],
  cart: {
    total: 80,
    items: [
      { sku: 'hat', price: 20 },
      { sku: 'boot', price: 60 },
    ],
  },
  app: '2.10.0',
};

describe('compileCondition', () => {
  // By hand from the description of each operator.
  it.each<[Condition, boolean]>([
    [{}, true],
    [{ id: 'ann', age: 30 }, true],
    [{ id: 'ann', age: 31 }, false],
    [{ age: '30' }, true],
    [{ plan: 'pro' }, false],
    [{ isStaff: false }, true],
    [{ missing: false }, false],
    [{ zero: false }, true],
    [{ missing: null, nothing: null }, true],
    [{ zero: null }, false],
    [{ 'cart.total': { $gte: 80, $lt: 81 } }, true],
    [{ 'cart.total': { $gt: 80 } }, false],
    [{ 'cart.missing.deep': { $exists: false } }, true],
    [{ 'id.length': 3 }, false],
    [{ tags: ['a', 'b'] }, true],
    [{ tags: ['b', 'a'] }, false],
    [{ tags: { $in: ['b', 'z'] } }, true],
    [{ tags: { $nin: ['b', 'z'] } }, false],
    [{ plan: { $ini: ['PRO'] } }, true],
    [{ plan: { $nini: ['PRO'] } }, false],
    [{ plan: { $in: 'Pro' } }, false],
    [{ plan: { $nin: 'Pro' } }, false],
    [{ tags: { $all: ['a'] } }, true],
    [{ tags: { $all: ['A'] } }, false],
    [{ tags: { $alli: ['A', 'B'] } }, true],
    [{ plan: { $all: ['Pro'] } }, false],
    [{ tags: { $size: 2 } }, true],
    [{ tags: { $size: { $gt: 2 } } }, false],
    [{ 'cart.items': { $elemMatch: { sku: 'hat', price: { $lt: 30 } } } }, true],
    [{ 'cart.items': { $elemMatch: { sku: 'hat', price: { $gt: 30 } } } }, false],
    [{ tags: { $elemMatch: { $regex: '^b' } } }, true],
    [{ tags: { $elemMatch: 'a' } }, false],
    [{ plan: { $regex: '^pro' } }, false],
    [{ plan: { $regexi: '^pro' } }, true],
    [{ plan: { $regex: '(' } }, false],
    [{ plan: { $not: { $regex: '(' } } }, true],
    [{ app: { $vgt: '2.9.9', $vlt: '2.10.1' } }, true],
    [{ app: { $veq: 'v2.10.0+build' } }, true],
    [{ app: { $vgte: '2.10.0', $vlte: '2.10.0', $vne: '2.10.0-rc.1' } }, true],
    [
      { age: { $type: 'number' }, tags: { $type: 'array' }, nothing: { $type: 'null' }, cart: { $type: 'object' } },
      true,
    ],
    [{ age: { $ne: 30 } }, false],
    [{ age: { $close: 30 } }, false],
    [{ age: { toString: 30 } }, false],
    [{ toString: { $exists: true } }, false],
    [{ $or: [{ age: 1 }, { id: 'ann' }] }, true],
    [{ $or: [] }, true],
    [{ $and: [{ age: 30 }, { id: 'bob' }] }, false],
    [{ $nor: [{ age: 1 }, { id: 'bob' }] }, true],
    [{ $not: { age: 30 } }, false],
    [{ $and: 'all' }, false],
    [{ $not: 'ann' }, false],
  ])('%j of the example is %j', (condition, expected) => {
    expect(compileCondition(condition)(ann)).toBe(expected);
  });

  it('finds groups, those that hold themselves match nobody', () => {
    const groups: SavedGroups = {
      list: ['ann', 7],
      typed: { type: 'list', attributeKey: 'plan', values: ['Pro'] },
      rule: { type: 'condition', condition: { age: { $gte: 18 }, $savedGroup: { id: 'typed' } } },
      loop: { type: 'condition', condition: { $savedGroup: { id: 'loop' } } },
      keyless: { type: 'list', values: ['ann'] },
      broken: { type: 'else' } as never,
    };
    const asks = (condition: Condition) => compileCondition(condition, groups)(ann);
    expect(asks({ id: { $inGroup: 'list' } })).toBe(true);
    expect(asks({ id: { $notInGroup: 'list' } })).toBe(false);
    expect(asks({ id: { $notInGroup: 'unknown' } })).toBe(true);
    expect(asks({ id: { $inGroup: 'toString' } })).toBe(false);
    expect(asks({ id: { $notInGroup: 'broken' } })).toBe(false);
    expect(asks({ $savedGroup: { id: 'rule' } })).toBe(true);
    expect(asks({ $savedGroup: { id: 'loop' } })).toBe(false);
    expect(asks({ $savedGroup: { id: 'list' } })).toBe(false);
    expect(asks({ $savedGroup: { id: 'keyless' } })).toBe(false);
    expect(asks({ $savedGroup: { id: 'keyless', attributeKey: 'id' } })).toBe(true);
    expect(asks({ $savedGroup: 'typed' })).toBe(false);
  });
});

describe('versionKey', () => {
  it('sorts versions as Semantic Versioning 2.0.0, section 11, does, also with long numbers', () => {
    const ordered = [
      '0.9.10',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.99999',
      '1.0.20260101',
      '1.0.20261121',
    ];
    expect(ordered.toReversed().sort((first, second) => (versionKey(first) < versionKey(second) ? -1 : 1))).toEqual(
      ordered,
    );
  });

  it.each([null, undefined, {}, '', 0, '0'])('takes %j for version 0', (version) => {
    expect(versionKey(version)).toBe(versionKey('0'));
  });
});
