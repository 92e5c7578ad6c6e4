import { describe, expect, it } from 'vitest';
import { sideBySide, tableOf } from './side-by-side.mjs';

/** A clock that work moves forward. */
function work() {
  let now = 0;
  return { clock: () => now, taking: (ms: number, answer?: number) => () => ((now += ms), answer) };
}

describe('sideBySide', () => {
  it('gives the times of both sides, the ratio, and whether the targets are met', () => {
    const { clock, taking } = work();
    const rows = [
      { what: 'sum', ours: taking(2), theirs: taking(5), peer: 'other 1.0', least: 2, mostMs: 1 },
      { what: 'count', ours: taking(4), operations: 1e6, leastPerSecond: 100e6 },
    ];
    const results = sideBySide(rows, { rounds: 3, roundMs: 20, clock });
    expect(results).toMatchObject([
      { ourMs: 2, theirMs: 5, ratio: 2.5, targets: [{ met: true }, { met: false }] },
      { ourMs: 4, theirMs: undefined, ratio: undefined, perSecond: 250e6, targets: [{ met: true }] },
    ]);
    expect(tableOf(results)).toEqual([
      expect.stringMatching(/^sum .*2\.00 ms .*other 1\.0 5\.00 ms .*2\.50x .*>= 2x ok, <= 1 ms MISSED$/),
      expect.stringMatching(/^count .*4\.00 ns .*>= 100 M\/s ok$/),
    ]);
  });

  it('refuses to compare the times of different answers', () => {
    const { clock, taking } = work();
    const row = { what: 'sum', ours: taking(1, 10), theirs: taking(1, 11), within: 0.01 };
    expect(() => sideBySide([row], { clock })).toThrow('ours is 10, theirs 11');
  });
});
