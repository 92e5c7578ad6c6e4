import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLane, type LaneUser } from './lane.ts';
import { nextTurn } from './testing/scripted-model.ts';

interface Load {
  readonly costMs: number;
  /** Batches it has to run; Infinity for ever more. */
  batches: number;
}

/** Users of one lane whose batches cost what they say; no time passes. */
function simulate(width: number) {
  const lane = createLane(width);
  const order: string[] = [];
  const waited: boolean[] = [];
  const usedMs: Record<string, number> = {};
  let underWay = 0;
  let mostUnderWay = 0;
  let elapsedMs = 0;
  let endMs = Infinity;
  const add = (name: string, load: Load): LaneUser => {
    usedMs[name] = 0;
    return {
      runNext: (hadToWait) => {
        if (load.batches === 0 || elapsedMs >= endMs) return undefined;
        load.batches--;
        order.push(name);
        waited.push(hadToWait);
        underWay++;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        return nextTurn().then(() => {
          underWay--;
          elapsedMs += load.costMs;
          usedMs[name] = (usedMs[name] ?? 0) + load.costMs;
          return load.costMs;
        });
      },
    };
  };
  const run = async (users: readonly LaneUser[], forMs: number): Promise<void> => {
    endMs = elapsedMs + forMs;
    for (const user of users) lane.wake(user);
    await nextTurn();
    while (underWay > 0) await nextTurn();
  };
  return { lane, add, run, order, waited, usedMs, mostUnderWay: () => mostUnderWay };
}

describe('a lane', () => {
  it('gives models of different costs equal shares of the time', async () => {
    const { add, run, usedMs } = simulate(1);
    const [cheap, heavy] = [
      add('cheap', { costMs: 1, batches: Infinity }),
      add('heavy', { costMs: 100, batches: Infinity }),
    ];
    await run([cheap, heavy], 2_000);
    expect(Math.abs((usedMs['cheap'] ?? 0) - (usedMs['heavy'] ?? 0))).toBeLessThanOrEqual(100);
  });

  it('shares fairly whatever the costs, and starves nobody', async () => {
    const costs = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(costs, async (all) => {
        const { add, run, usedMs } = simulate(1);
        await run(
          all.map((costMs, i) => add(`m${i}`, { costMs, batches: Infinity })),
          1_000,
        );
        const used = Object.values(usedMs);
        // Start-time fair queueing: nobody is more than one batch of each ahead.
        expect(Math.max(...used) - Math.min(...used)).toBeLessThanOrEqual(2 * Math.max(...all));
      }),
      { seed: 3, numRuns: 20 },
    );
  });

  it('does not save up rest for later', async () => {
    const { add, run, usedMs } = simulate(1);
    const [busy, rested] = [
      add('busy', { costMs: 10, batches: Infinity }),
      add('rested', { costMs: 10, batches: Infinity }),
    ];
    await run([busy], 1_000);
    const before = usedMs['busy'] ?? 0;
    await run([rested, busy], 200);
    expect((usedMs['busy'] ?? 0) - before).toBeGreaterThanOrEqual(90);
    expect(usedMs['rested']).toBeGreaterThanOrEqual(90);
  });

  it('does not hold work done alone against a model', async () => {
    const { add, run, order } = simulate(1);
    const busy = add('busy', { costMs: 10, batches: 50 });
    await run([busy], Infinity);
    order.length = 0;
    const late = { costMs: 10, batches: 3 };
    const again = { costMs: 10, batches: 3 };
    await run([add('new', late), add('again', again)], Infinity);
    expect(order).toEqual(['new', 'again', 'new', 'again', 'new', 'again']);
  });

  it.each([1, 2, 3])('has %i batches under way at once, and no more', async (width) => {
    const { add, run, mostUnderWay } = simulate(width);
    await run(
      ['a', 'b', 'c', 'd'].map((name) => add(name, { costMs: 1, batches: 5 })),
      Infinity,
    );
    expect(mostUnderWay()).toBe(width);
  });

  it('starts what is woken when the turn of the event loop ends, and tells whether it had to wait', async () => {
    const { lane, add, order, waited } = simulate(1);
    const [first, second] = [add('first', { costMs: 1, batches: 1 }), add('second', { costMs: 1, batches: 1 })];
    lane.wake(first);
    lane.wake(second);
    expect(order).toEqual([]);
    await nextTurn();
    expect(order).toEqual(['first']);
    await nextTurn();
    await nextTurn();
    expect([order, waited]).toEqual([
      ['first', 'second'],
      [false, true],
    ]);
  });
});
