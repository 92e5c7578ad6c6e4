import { createFakeClock } from '@harper-edge/contracts/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLoadShedder } from './load-shedder.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A shedder with so many requests under way, and an event loop whose turns take as long as the test says. */
function setUp(underWay: number) {
  const clock = createFakeClock();
  const shedder = createLoadShedder(clock);
  const endless = new Promise<void>(() => undefined);
  for (let i = 0; i < underWay; i++) void shedder.run(() => endless);
  const turns = (count: number, lagMs: number): void => {
    for (let i = 0; i < count; i++) {
      clock.advance(10 + lagMs);
      vi.advanceTimersByTime(10);
    }
  };
  const taken = async (count: number): Promise<number> => {
    const results = await Promise.allSettled(Array.from({ length: count }, () => shedder.run(() => Promise.resolve())));
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'UNAVAILABLE' });
    }
    return results.filter(({ status }) => status === 'fulfilled').length;
  };
  return { turns, taken };
}

it('takes everything while the event loop keeps up, or is behind for a moment', async () => {
  const { turns, taken } = setUp(1_000);
  turns(50, 90);
  turns(2, 5_000);
  turns(1, 0);
  turns(2, 5_000);
  expect(await taken(100)).toBe(100);
});

it('takes a share that shrinks while the loop stays behind, never none, and grows again afterwards', async () => {
  const { turns, taken } = setUp(1_000);
  turns(3, 150);
  expect(await taken(100)).toBe(50);
  turns(1, 150);
  expect(await taken(100)).toBe(25);
  turns(20, 150);
  expect(await taken(100)).toBe(5);
  turns(48, 0);
  expect(await taken(100)).toBe(100);
});

it('takes everything when few requests are under way, whatever else keeps the loop', async () => {
  const { turns, taken } = setUp(10);
  turns(20, 500);
  expect(await taken(100)).toBe(100);
});
