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
  for (let i = 0; i < underWay; i++) shedder.enter();
  const turns = (count: number, lagMs: number): void => {
    for (let i = 0; i < count; i++) {
      clock.advance(10 + lagMs);
      vi.advanceTimersByTime(10);
    }
  };
  const isTaken = (): boolean => {
    try {
      shedder.enter();
    } catch (error) {
      expect(error).toMatchObject({ code: 'UNAVAILABLE' });
      return false;
    }
    shedder.leave();
    return true;
  };
  const taken = (count: number): number => Array.from({ length: count }, isTaken).filter(Boolean).length;
  return { turns, taken };
}

it('takes everything while the event loop keeps up, or is behind for a moment', () => {
  const { turns, taken } = setUp(1_000);
  turns(50, 90);
  turns(2, 5_000);
  turns(1, 0);
  turns(2, 5_000);
  expect(taken(100)).toBe(100);
});

it('takes a share that shrinks while the loop stays behind, never none, and grows again afterwards', () => {
  const { turns, taken } = setUp(1_000);
  turns(3, 150);
  expect(taken(100)).toBe(50);
  turns(1, 150);
  expect(taken(100)).toBe(25);
  turns(20, 150);
  expect(taken(100)).toBe(5);
  turns(48, 0);
  expect(taken(100)).toBe(100);
});

it('takes everything when few requests are under way, whatever else keeps the loop', () => {
  const { turns, taken } = setUp(10);
  turns(20, 500);
  expect(taken(100)).toBe(100);
});
