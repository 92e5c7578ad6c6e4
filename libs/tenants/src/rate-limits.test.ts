import type { Store } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRateLimits, usageTable, type Limits, type RateLimits } from './index.ts';

// Three quarters of a day before midnight, UTC.
const morningMs = 1_700_000_000_000 - (1_700_000_000_000 % 86_400_000) + 21_600_000;
let clock = createFakeClock(morningMs);
let store: Store;
let limits: RateLimits;

beforeEach(() => {
  clock = createFakeClock(morningMs);
  store = createMemoryStore({ clock });
  limits = createRateLimits({ store, clock });
});

const take = async (rule: Limits, by = limits) => by.take('a', 'tenant', rule);
const isAllowed = async (rule: Limits, by = limits): Promise<boolean> => (await take(rule, by))?.isAllowed === true;
async function countAllowed(tries: number, rule: Limits, by = limits): Promise<number> {
  let count = 0;
  for (let i = 0; i < tries; i++) if (await isAllowed(rule, by)) count++;
  return count;
}

describe('a limit of each minute', () => {
  const rule = { perMinute: 6, perDay: null };

  it('lets so many pass at once, then one for each part of the minute', async () => {
    expect(await countAllowed(20, rule)).toBe(6);
    expect(await take(rule)).toEqual({
      isAllowed: false,
      limit: 6,
      remaining: 0,
      resetSeconds: 60,
      retryAfterSeconds: 10,
    });
    clock.advance(9_999);
    expect(await isAllowed(rule)).toBe(false);
    clock.advance(1);
    expect(await countAllowed(5, rule)).toBe(1);
    clock.advance(600_000);
    expect(await countAllowed(20, rule)).toBe(6);
  });

  it('says what is left', async () => {
    expect(await take(rule)).toMatchObject({ isAllowed: true, limit: 6, remaining: 5, resetSeconds: 10 });
    expect(await take(rule)).toMatchObject({ remaining: 4, resetSeconds: 20, retryAfterSeconds: 0 });
  });

  it('keeps subjects and tenants apart, and asks for nothing where there is none', async () => {
    expect(await countAllowed(10, rule)).toBe(6);
    expect((await limits.take('a', '0123', rule))?.isAllowed).toBe(true);
    expect((await limits.take('b', 'tenant', rule))?.isAllowed).toBe(true);
    expect(limits.take('c', 'tenant', { perMinute: null, perDay: null })).toBeUndefined();
    expect((await store.table(usageTable).query()).rows.map(({ id }) => id)).toEqual([
      'a/0123',
      'a/tenant',
      'b/tenant',
    ]);
  });

  it('is exact over threads where it is small, and counts what is given back', async () => {
    const threads = [limits, createRateLimits({ store, clock }), createRateLimits({ store, clock })];
    const all = await Promise.all(Array.from({ length: 30 }, (_, i) => isAllowed(rule, threads[i % 3])));
    expect(all.filter(Boolean)).toHaveLength(6);
    clock.advance(10_000);
    expect(await isAllowed(rule)).toBe(true);
    limits.giveBack('a', 'tenant');
    expect(await countAllowed(5, rule)).toBe(1);
  });

  it('that is raised counts at once', async () => {
    expect(await countAllowed(10, rule)).toBe(6);
    clock.advance(1_000);
    expect(await isAllowed(rule)).toBe(false);
    expect(await isAllowed({ perMinute: 60, perDay: null })).toBe(true);
  });

  it('survives a clock that was wrong', async () => {
    expect(await countAllowed(10, rule)).toBe(6);
    clock.advance(-30_000);
    expect(await isAllowed(rule)).toBe(false);
    clock.advance(-86_400_000 * 3);
    expect(await isAllowed(rule)).toBe(true);
  });
});

describe('a quota of each day', () => {
  it('is never exceeded, ends at midnight, and starts again', async () => {
    const rule = { perMinute: null, perDay: 100 };
    const threads = [limits, createRateLimits({ store, clock }), createRateLimits({ store, clock })];
    let count = 0;
    for (let i = 0; i < 400; i++) {
      if (await isAllowed(rule, threads[i % 3])) count++;
      clock.advance(7);
    }
    // Each thread may have kept the end of a lease: a twentieth of what was left.
    expect(count).toBeLessThanOrEqual(100);
    expect(count).toBeGreaterThanOrEqual(90);
    const refused = await take(rule);
    expect(refused).toMatchObject({ isAllowed: false, limit: 100 });
    expect(refused?.retryAfterSeconds).toBe(Math.ceil((64_800_000 - 2_800) / 1_000));
    clock.advance(64_800_000 - 2_801);
    expect(await isAllowed(rule)).toBe(false);
    clock.advance(1);
    expect(await isAllowed(rule)).toBe(true);
  });

  it('drops at midnight what was leased before', async () => {
    const rule = { perMinute: null, perDay: 1_000 };
    clock.advance(64_800_000 - 100);
    expect(await countAllowed(40, rule)).toBe(40);
    clock.advance(100);
    expect(await take(rule)).toMatchObject({ remaining: 999 });
  });
});

describe('threads that share a large limit', () => {
  it.each([1, 2, 3])('stay within perMinute · (1 + t / 60) and one lease each (seed %i)', async (seed) => {
    const rng = createSeededRng(seed);
    const perMinute = 600;
    const threads = Array.from({ length: 4 }, () => createRateLimits({ store, clock }));
    const passedMs: number[] = [];
    for (let i = 0; i < 6_000; i++) {
      const thread = threads[Math.floor(rng.next() * threads.length)];
      if (await isAllowed({ perMinute, perDay: null }, thread)) passedMs.push(clock.nowMs());
      // Bursts and pauses of up to 20 s.
      clock.advance(rng.next() < 0.002 ? rng.next() * 20_000 : rng.next() * 60);
    }
    const lease = perMinute / 20;
    for (let start = 0; start < passedMs.length; start += 7) {
      for (const count of [1, 100, 600, 1_000]) {
        const [from, to] = [passedMs[start], passedMs[start + count - 1]];
        if (from === undefined || to === undefined) continue;
        // A lease in use when the window begins, of each thread.
        expect(count).toBeLessThanOrEqual(perMinute * (1 + (to - from) / 60_000) + threads.length * lease);
      }
    }
    // And little of what was asked for within the limit is lost.
    const elapsedMs = (passedMs.at(-1) ?? 0) - (passedMs[0] ?? 0);
    expect(passedMs.length).toBeGreaterThan(0.8 * Math.min(6_000, perMinute * (elapsedMs / 60_000)));
  });

  it('write one row for many requests', async () => {
    const table = store.table(usageTable);
    const before = table.changes?.() ?? 0;
    for (let i = 0; i < 3_000; i++) {
      await take({ perMinute: 60_000, perDay: null });
      clock.advance(1);
    }
    expect((table.changes?.() ?? 0) - before).toBeLessThan(30);
  });
});
