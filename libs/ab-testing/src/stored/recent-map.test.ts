import { expect, it } from 'vitest';
import { createRecentMap } from './recent-map.ts';

it('keeps at least the latest so many, and forgets in the end what nobody asks for', () => {
  const map = createRecentMap<number>(3);
  for (let i = 0; i < 100; i++) {
    map.set(`k${i}`, i);
    expect(map.get('k0'), `after ${i}`).toBe(0);
    for (let back = 0; back < Math.min(2, i); back++) expect(map.get(`k${i - back}`)).toBe(i - back);
  }
  const kept = Array.from({ length: 100 }, (_, i) => map.get(`k${i}`)).filter((value) => value !== undefined);
  expect(kept.length).toBeLessThanOrEqual(6);
  map.delete('k0');
  expect(map.get('k0')).toBeUndefined();
});
