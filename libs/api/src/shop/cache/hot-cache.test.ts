import { createFakeClock } from '@harper-edge/contracts/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHotCache } from './hot-cache.ts';

const maxBytes = 16_000;
/** 1,000 bytes as the cache estimates them. */
const kilobyte = 'x'.repeat(350);
const forMs = 1_000;

function setUp() {
  const clock = createFakeClock();
  return { clock, hot: createHotCache({ clock, maxBytes }) };
}

describe('the hot cache', () => {
  it('gives what was put, to its tenant only, until it expires', () => {
    const { clock, hot } = setUp();
    hot.put('a', 'key', { text: 'of a', forMs });
    expect([hot.get('a', 'key'), hot.get('b', 'key'), hot.get('a', 'other')]).toEqual(['of a', undefined, undefined]);
    clock.advance(999);
    expect(hot.get('a', 'key')).toBe('of a');
    clock.advance(1);
    expect(hot.get('a', 'key')).toBeUndefined();
    expect(hot.bytes()).toBe(0);
  });

  it('gives up what was used least recently', () => {
    const { hot } = setUp();
    for (let i = 0; i < 16; i++) hot.put('a', String(i), { text: kilobyte, forMs });
    hot.get('a', '0');
    hot.put('a', 'new', { text: kilobyte, forMs });
    expect(hot.get('a', '0')).toBe(kilobyte);
    expect(hot.get('a', '1')).toBeUndefined();
    expect(hot.bytes()).toBe(maxBytes);
  });

  it('keeps nothing for no time, and nothing that would take a large part of it', () => {
    const { hot } = setUp();
    hot.put('a', 'none', { text: 'x', forMs: 0 });
    hot.put('a', 'large', { text: `${kilobyte}x`, forMs });
    hot.put('a', 'replaced', { text: 'x', forMs });
    hot.put('a', 'replaced', { text: `${kilobyte}x`, forMs });
    expect([hot.get('a', 'none'), hot.get('a', 'large'), hot.get('a', 'replaced'), hot.bytes()]).toEqual([
      undefined,
      undefined,
      undefined,
      0,
    ]);
  });

  it('stays within its size, and takes nothing from a tenant that holds no more than its share', () => {
    const writes = fc.array(
      fc.record({
        tenant: fc.constantFrom('small', 'b', 'c', 'flood', 'flood', 'flood'),
        key: fc.nat(40),
        length: fc.nat(350),
      }),
      { minLength: 50, maxLength: 300 },
    );
    fc.assert(
      fc.property(writes, (all) => {
        const { hot } = setUp();
        // Four tenants: a quarter of the cache each.
        hot.put('small', 'kept', { text: kilobyte, forMs });
        hot.put('small', 'kept too', { text: kilobyte, forMs });
        for (const { tenant, key, length } of all) {
          hot.put(tenant, String(tenant === 'small' ? key % 2 : key), { text: 'x'.repeat(length), forMs });
          expect(hot.bytes()).toBeLessThanOrEqual(maxBytes);
          expect(hot.bytes()).toBe(['small', 'b', 'c', 'flood'].reduce((sum, of) => sum + hot.bytesOf(of), 0));
        }
        expect([hot.get('small', 'kept'), hot.get('small', 'kept too')]).toEqual([kilobyte, kilobyte]);
      }),
      { seed: 2 },
    );
  });
});
