import type { Store } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTenantKeys, createTenants, tenantKeyTable, type NewKey, type TenantKeys } from './index.ts';
import { isSameDigest, parseKey, sha256Hex } from './key-text.ts';

let clock = createFakeClock();
let store: Store;
let keys: TenantKeys;
const forever: NewKey = {
  name: 'shop',
  scopes: ['personalize', 'prices'],
  limits: { perMinute: null, perDay: null },
  expiresAt: null,
};

const start = (seed: number): TenantKeys => {
  const rng = createSeededRng(seed);
  return createTenantKeys({ store, tenants: createTenants({ store, clock, rng }), clock, rng });
};

beforeEach(async () => {
  clock = createFakeClock();
  store = createMemoryStore({ clock });
  const tenants = createTenants({ store, clock, rng: createSeededRng(1) });
  for (const id of ['a', 'b']) await tenants.put(id, { name: id });
  keys = start(2);
});

describe('a key', () => {
  it('is told once, stored as its hash, and says whose it is and what it allows', async () => {
    const issued = await keys.create('a', forever);
    const secret = parseKey(issued.key)?.secret ?? '';
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(await keys.check(issued.key)).toMatchObject({
      tenantId: 'a',
      keyId: issued.keyId,
      scopes: ['personalize', 'prices'],
    });
    const stored = JSON.stringify((await store.table(tenantKeyTable).query()).rows);
    expect(stored).not.toContain(secret);
    expect(stored).toContain(await sha256Hex(secret));
    const listed = await keys.list('a');
    expect(listed).toMatchObject([{ keyId: issued.keyId, name: 'shop' }]);
    expect(JSON.stringify(listed)).not.toMatch(/sha256|secrets/);
    expect(await keys.list('b')).toEqual([]);
  });

  it('is refused when any of it is wrong', async () => {
    const { key } = await keys.create('a', forever);
    const wrong = [
      '',
      'hea_',
      key.slice(0, -1),
      `${key}0`,
      ` ${key}`,
      key.toUpperCase(),
      key.slice(0, -1) + (key.endsWith('0') ? '1' : '0'),
      key.replace(/_[0-9a-f]{24}_/, '_0123456789abcdef01234567_'),
      'x'.repeat(100_000),
    ];
    for (const one of wrong) expect(await keys.check(one)).toBeUndefined();
    expect(await keys.check(key)).toBeDefined();
  });

  it('ends when it says, also where it was just checked', async () => {
    const { key } = await keys.create('a', { ...forever, expiresAt: clock.nowMs() + 500 });
    expect(await keys.check(key)).toBeDefined();
    await expect.poll(async () => (await keys.list('a'))[0]?.lastUsedAt).toBe(clock.nowMs());
    await keys.check(key);
    clock.advance(499);
    expect(keys.check(key)).toMatchObject({ tenantId: 'a' });
    clock.advance(1);
    expect(keys.check(key)).toBeUndefined();
    clock.advance(10_000);
    expect(await keys.check(key)).toBeUndefined();
  });

  it('that is deleted is refused at once, on every thread of the host', async () => {
    const { key, keyId } = await keys.create('a', forever);
    const other = start(3);
    expect(await other.check(key)).toBeDefined();
    expect(await keys.delete('b', keyId)).toBe(false);
    expect(await other.check(key)).toBeDefined();
    expect(await keys.delete('a', keyId)).toBe(true);
    expect(await other.check(key)).toBeUndefined();
  });

  it('is one of at most 100 of a tenant', async () => {
    for (let i = 0; i < 100; i++) await keys.create('a', forever);
    await expect(keys.create('a', forever)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(keys.create('b', forever)).resolves.toBeDefined();
    await expect(keys.create('nobody', forever)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('says when it was last used, to the hour', async () => {
    const { key } = await keys.create('a', forever);
    const usedAt = clock.nowMs();
    await keys.check(key);
    await expect.poll(async () => (await keys.list('a'))[0]?.lastUsedAt).toBe(usedAt);
    clock.advance(3_599_999);
    await keys.check(key);
    expect((await keys.list('a'))[0]?.lastUsedAt).toBe(usedAt);
    clock.advance(1);
    await keys.check(key);
    await expect.poll(async () => (await keys.list('a'))[0]?.lastUsedAt).toBe(usedAt + 3_600_000);
  });
});

describe('rotation', () => {
  it('lets both be valid until the overlap ends', async () => {
    const first = await keys.create('a', forever);
    const second = await keys.rotate('a', first.keyId, { overlapMs: 1_000 });
    expect(second).toMatchObject({ keyId: first.keyId, rotatedAt: clock.nowMs() });
    expect(second.key).not.toBe(first.key);
    for (const { key } of [first, second]) expect(await keys.check(key)).toMatchObject({ keyId: first.keyId });
    clock.advance(999);
    expect(await keys.check(first.key)).toBeDefined();
    clock.advance(1);
    expect(await keys.check(first.key)).toBeUndefined();
    expect(await keys.check(second.key)).toBeDefined();
  });

  it('without overlap ends the one before at once, and a second rotation prolongs nothing', async () => {
    const first = await keys.create('a', forever);
    const second = await keys.rotate('a', first.keyId, { overlapMs: 100 });
    const third = await keys.rotate('a', first.keyId, { overlapMs: 1_000 });
    clock.advance(100);
    expect(await keys.check(first.key)).toBeUndefined();
    expect(await keys.check(second.key)).toBeDefined();
    const fourth = await keys.rotate('a', first.keyId, { overlapMs: 0 });
    for (const { key } of [first, second, third]) expect(await keys.check(key)).toBeUndefined();
    expect(await keys.check(fourth.key)).toBeDefined();
  });

  it('keeps the end of the key, and at most five valid secrets', async () => {
    const { keyId } = await keys.create('a', { ...forever, expiresAt: clock.nowMs() + 1_000 });
    let last = '';
    for (let i = 0; i < 4; i++) last = (await keys.rotate('a', keyId, { overlapMs: 5_000 })).key;
    await expect(keys.rotate('a', keyId, { overlapMs: 5_000 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
    clock.advance(1_000);
    expect(await keys.check(last)).toBeUndefined();
    await expect(keys.rotate('b', keyId, { overlapMs: 0 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of two at once loses neither', async () => {
    const { keyId } = await keys.create('a', forever);
    const issued = await Promise.all([1, 2, 3].map(() => keys.rotate('a', keyId, { overlapMs: 60_000 })));
    for (const { key } of issued) expect(await keys.check(key)).toBeDefined();
  });
});

describe('digests', () => {
  it('are SHA-256 (FIPS 180-2, appendix B.1)', async () => {
    expect(await sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it.each([
    ['', '', true],
    ['ab', 'ab', true],
    ['ab', 'ac', false],
    ['ab', 'bb', false],
    ['ab', 'abc', false],
    ['abc', 'ab', false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(isSameDigest(a, b)).toBe(same);
  });
});
