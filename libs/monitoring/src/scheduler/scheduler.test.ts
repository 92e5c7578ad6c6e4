import { silentLogger, type Logger, type Store } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng, type FakeClock } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMortalStore } from '../testing/mortal-store.ts';
import type { Job } from './run-leased.ts';
import { scheduledJobTable, type ScheduledJob } from './scheduled-job.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import type { Timers } from './timers.ts';

const leaseMs = 3_000;
const everyMs = 10_000;
/** A multiple of the interval. */
const startMs = 1_700_000_000_000;

/** Lets everything happen that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 25; turn++) await Promise.resolve();
}

interface Waiting {
  readonly at: number;
  readonly run: () => void;
}

/** Timers of one process that can be paused, as by a debugger or a closed laptop, and killed. */
function createProcessTimers(clock: FakeClock) {
  const waiting = new Set<Waiting>();
  let isPaused = false;
  const timers: Timers = {
    after: (ms, run) => {
      const timer = { at: clock.monotonicMs() + ms, run };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
  };
  return {
    timers,
    next: (): Waiting | undefined => {
      if (isPaused) return undefined;
      return [...waiting].sort((a, b) => a.at - b.at)[0];
    },
    take: (timer: Waiting): void => {
      waiting.delete(timer);
      timer.run();
    },
    pause: (paused: boolean): void => {
      isPaused = paused;
    },
    isPaused: () => isPaused,
    kill: () => {
      waiting.clear();
      isPaused = true;
    },
  };
}

interface Process {
  readonly name: number;
  readonly scheduler: Scheduler;
  readonly timers: ReturnType<typeof createProcessTimers>;
  kill(): void;
}

interface Run {
  readonly by: number;
  readonly dueAt: number;
  readonly startedMs: number;
  isOver: boolean;
}

/** Several processes on one store and one clock, each with a job that takes as long as `takesMs` says. */
function createCluster({ takesMs, store = createMemoryStore() }: { takesMs: () => number; store?: Store }) {
  const clock = createFakeClock(startMs);
  const table = store.table(scheduledJobTable);
  const processes: Process[] = [];
  const runs: Run[] = [];
  let started = 0;

  const start = (job: Partial<Job> = {}, logger: Logger = silentLogger): Process => {
    const name = started++;
    const mortal = createMortalStore(store);
    const timers = createProcessTimers(clock);
    const scheduler = createScheduler({
      store: mortal.store,
      clock,
      logger,
      rng: createSeededRng(name),
      timers: timers.timers,
      leaseMs,
      tickMs: 1_000,
    });
    scheduler.add({
      name: 'job',
      everyMs,
      run: async ({ dueAt, signal }) => {
        const run: Run = { by: name, dueAt, startedMs: clock.monotonicMs(), isOver: false };
        runs.push(run);
        await new Promise<void>((resolve, reject) => {
          timers.timers.after(takesMs(), resolve);
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }).finally(() => {
          run.isOver = true;
        });
        return dueAt;
      },
      ...job,
    });
    const process: Process = {
      name,
      scheduler,
      timers,
      kill: () => {
        mortal.kill();
        timers.kill();
        processes.splice(processes.indexOf(process), 1);
      },
    };
    processes.push(process);
    scheduler.start();
    return process;
  };

  /** Time passes, and every timer on the way goes off in its turn. */
  const advance = async (ms: number): Promise<void> => {
    const untilMs = clock.monotonicMs() + ms;
    for (;;) {
      await settle();
      const next = processes
        .map((process) => ({ process, timer: process.timers.next() }))
        .filter((found): found is { process: Process; timer: Waiting } => found.timer !== undefined)
        .sort((a, b) => a.timer.at - b.timer.at)[0];
      if (next === undefined || next.timer.at > untilMs) break;
      clock.advance(Math.max(0, next.timer.at - clock.monotonicMs()));
      next.process.timers.take(next.timer);
    }
    clock.advance(untilMs - clock.monotonicMs());
    await settle();
  };
  const job = async (): Promise<ScheduledJob> => {
    const row = await table.get('job');
    if (row === undefined) throw new Error('the job is not there');
    return row;
  };
  return { clock, processes, runs, start, advance, job };
}

const dueTimes = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => startMs + (from + index) * everyMs);

describe('createScheduler', () => {
  it('runs each due time once, however many processes there are', async () => {
    const cluster = createCluster({ takesMs: () => 500 });
    for (let i = 0; i < 5; i++) cluster.start();
    await cluster.advance(100_500 + 2_000);
    expect(cluster.runs.map(({ dueAt }) => dueAt)).toEqual(dueTimes(1, 10));
    expect(new Set(cluster.runs.map(({ by }) => by)).size).toBeGreaterThan(1);
    expect(await cluster.job()).toMatchObject({ leaseOwner: null, lastResult: { ok: true, value: startMs + 100_000 } });
  });

  it('catches up once what was missed', async () => {
    const cluster = createCluster({ takesMs: () => 10 });
    const first = cluster.start();
    await cluster.advance(12_000);
    await first.scheduler.stop();
    await cluster.advance(55_000);
    cluster.start();
    cluster.start();
    await cluster.advance(2_000);
    expect(cluster.runs.map(({ dueAt }) => dueAt)).toEqual([startMs + 10_000, startMs + 60_000]);
  });

  it('does not start a job beside itself that takes too long, and keeps its lease', async () => {
    const cluster = createCluster({ takesMs: () => 25_000 });
    for (let i = 0; i < 3; i++) cluster.start();
    await cluster.advance(34_000);
    expect(cluster.runs).toMatchObject([{ dueAt: startMs + 10_000, isOver: false }]);
    await cluster.advance(5_000);
    // The newest of those that came due meanwhile, once.
    expect(cluster.runs).toMatchObject([{ isOver: true }, { dueAt: startMs + 30_000, isOver: false }]);
  });

  it('gives the run of a process that was killed to another one, when its lease has ended', async () => {
    const cluster = createCluster({ takesMs: () => 2_000 });
    cluster.start();
    await cluster.advance(11_500);
    const [killed] = cluster.processes;
    killed?.kill();
    cluster.start();
    await cluster.advance(1_000);
    expect(cluster.runs).toHaveLength(1);
    await cluster.advance(6_000);
    expect(cluster.runs.map(({ by, dueAt }) => [by, dueAt])).toEqual([
      [0, startMs + 10_000],
      [1, startMs + 10_000],
    ]);
    expect(await cluster.job()).toMatchObject({ doneDue: startMs + 10_000, attempts: 2 });
  });

  it('gives a due time up that kills every process', async () => {
    const cluster = createCluster({ takesMs: () => 1_000_000 });
    await cluster.advance(8_000);
    const slow = { everyMs: 100_000 };
    cluster.start(slow).kill();
    const { processes } = cluster;
    for (let i = 0; i < 6; i++) {
      cluster.start(slow);
      await cluster.advance(i === 0 ? 100_000 : 6_000);
      processes[0]?.kill();
    }
    expect(cluster.runs).toHaveLength(3);
    const lastResult = { ok: false, error: 'the process that ran it ended without a word, 3 times' };
    expect(await cluster.job()).toMatchObject({ leaseOwner: null, lastResult });
  });

  it('tells a run that has lost its lease, and keeps what the new owner says', async () => {
    const cluster = createCluster({ takesMs: () => 20_000 });
    const paused = cluster.start();
    await cluster.advance(11_500);
    paused.timers.pause(true);
    cluster.start();
    await cluster.advance(6_000);
    expect(cluster.runs.map(({ by }) => by)).toEqual([0, 1]);
    paused.timers.pause(false);
    await cluster.advance(1_000);
    expect(cluster.runs).toMatchObject([{ isOver: true }, { isOver: false }]);
    await cluster.advance(20_000);
    expect((await cluster.job()).doneDue).toBeGreaterThanOrEqual(startMs + 10_000);
  });

  it('keeps and logs a failure, and goes on at the next due time', async () => {
    const logged: unknown[] = [];
    const cluster = createCluster({ takesMs: () => 0 });
    let runs = 0;
    const run = (): Promise<never> => {
      runs++;
      throw new Error('broken');
    };
    cluster.start({ run }, { ...silentLogger, warn: (_, facts) => logged.push(facts?.['job']) });
    await cluster.advance(25_000);
    expect(runs).toBe(2);
    expect(logged).toEqual(['job', 'job']);
    const error = 'an unforeseen failure; the log of the host has it';
    expect(await cluster.job()).toMatchObject({ leaseOwner: null, lastResult: { ok: false, error } });
  });

  it('leaves what was not done when it stops to whoever comes next', async () => {
    const cluster = createCluster({ takesMs: () => 5_000 });
    const first = cluster.start();
    await cluster.advance(11_500);
    await first.scheduler.stop();
    cluster.start();
    await cluster.advance(8_000);
    expect(cluster.runs.map(({ by, dueAt }) => [by, dueAt])).toEqual([
      [0, startMs + 10_000],
      [1, startMs + 10_000],
    ]);
    expect(await cluster.job()).toMatchObject({ doneDue: startMs + 10_000, attempts: 1 });
  });

  it('comes back when a clock that was far ahead has been set right', async () => {
    const cluster = createCluster({ takesMs: () => 0 });
    const ahead = createFakeClock(startMs + 1_000_000_000);
    const process = cluster.start();
    await cluster.advance(11_500);
    const store = createMemoryStore();
    const wrong = createScheduler({ store, clock: ahead, logger: silentLogger });
    const right = createScheduler({ store, clock: cluster.clock, logger: silentLogger });
    let runs = 0;
    for (const scheduler of [wrong, right]) scheduler.add({ name: 'job', everyMs, run: () => Promise.resolve(++runs) });
    await wrong.runDue();
    await right.runDue();
    expect(runs).toBe(1);
    await process.scheduler.stop();
  });

  it('refuses intervals that are none, and the same name twice', () => {
    const scheduler = createScheduler({ store: createMemoryStore(), clock: createFakeClock(), logger: silentLogger });
    const run = () => Promise.resolve(null);
    for (const wrong of [0, -1, 1.5, NaN, Infinity])
      expect(() => {
        scheduler.add({ name: 'x', everyMs: wrong, run });
      }).toThrow(RangeError);
    scheduler.add({ name: 'x', everyMs, run });
    expect(() => {
      scheduler.add({ name: 'x', everyMs, run });
    }).toThrow(/already/);
  });
});

/** What can happen to the processes, with how long it lasts. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 15_000 }) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('start' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('kill' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('pause' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('resume' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('stop' as const), which: fc.nat(9) }) },
);

describe('whatever happens to the processes', () => {
  it('each due time is done at most once, runs never lie beside each other, and the newest is always done', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 5, maxLength: 30 }),
        fc.integer({ min: 0, max: 12_000 }),
        async (happenings, takesMs) => {
          const store = createMemoryStore();
          const done: number[] = [];
          const cluster = createCluster({ takesMs: () => takesMs, store: watched(store, done) });
          cluster.start();
          cluster.start();
          for (const one of happenings) await happen(cluster, one);
          for (const { timers } of cluster.processes) timers.pause(false);
          cluster.start();
          await cluster.advance(45_000);
          const { doneDue } = await cluster.job();
          expect(cluster.clock.nowMs() - doneDue).toBeLessThanOrEqual(everyMs + 2 * takesMs + leaseMs + 3_000);
          expect(done).toEqual([...new Set(done)].sort((a, b) => a - b));
          checkNothingBeside(cluster.runs);
        },
      ),
      { seed: 7, numRuns: 80 },
    );
  });

  /** Notes each due time that is said to be over. */
  function watched(store: Store, done: number[]): Store {
    const table = store.table(scheduledJobTable);
    const patch: typeof table.patch = async (id, changes, options) => {
      const row = await table.patch(id, changes, options);
      if (changes.doneDue !== undefined) done.push(changes.doneDue);
      return row;
    };
    return { ...store, table: () => ({ ...table, patch }) as never };
  }

  async function happen(
    { start, advance, processes }: ReturnType<typeof createCluster>,
    one: { what: string; ms?: number; which?: number },
  ): Promise<void> {
    const process = processes[(one.which ?? 0) % Math.max(1, processes.length)];
    if (one.what === 'pass') await advance(one.ms ?? 0);
    else if (one.what === 'start') start();
    else if (process === undefined) return;
    else if (one.what === 'kill') process.kill();
    else if (one.what === 'pause') process.timers.pause(true);
    else if (one.what === 'resume') process.timers.pause(false);
    else if (!process.timers.isPaused()) {
      void process.scheduler.stop();
      await advance(0);
    }
  }

  /** A run begins only once the one before it is over, or its owner has said nothing for a whole lease. */
  function checkNothingBeside(runs: readonly Run[]): void {
    for (const [index, run] of runs.entries()) {
      const before = runs[index - 1];
      if (before !== undefined && !before.isOver)
        expect(run.startedMs - before.startedMs).toBeGreaterThanOrEqual(leaseMs);
    }
  }
});
