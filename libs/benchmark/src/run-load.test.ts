import { createRandomGenerator, quantile } from '@harper-edge/stats';
import { describe, expect, it } from 'vitest';
import { runLoad, type Load, type Sample } from './run-load.ts';
import { createSimulatedServer } from './testing/simulated-server.ts';
import { createVirtualTime } from './testing/virtual-time.ts';

async function simulate(
  load: Load,
  serviceMs: (index: number, beginMs: number) => number,
  limits: { requests?: number; durationMs?: number; maxOutstanding?: number; signal?: AbortSignal },
): Promise<Sample[]> {
  const time = createVirtualTime();
  const server = createSimulatedServer(time, serviceMs);
  const samples: Sample[] = [];
  const { clock, sleep } = time;
  const rng = createRandomGenerator(7);
  const send = () => server.serve();
  await time.run(runLoad({ load, send, clock, sleep, rng, ...limits, onSample: (sample) => samples.push(sample) }));
  return samples;
}

const latenciesOf = (samples: readonly Sample[]) =>
  samples.map(({ intendedMs, endMs }) => endMs - intendedMs).sort((a, b) => a - b);

describe('open loop', () => {
  it.each(['constant', 'poisson'] as const)('%s: latencies are those of the queueing recursion', async (mode) => {
    const random = createRandomGenerator(3);
    const service = Array.from({ length: 3_000 }, () => -Math.log(1 - random.next()) * 8);
    const samples = await simulate({ mode, ratePerSecond: 100 }, (index) => service[index] ?? 0, { requests: 3_000 });
    samples.sort((a, b) => a.intendedMs - b.intendedMs);
    // Lindley 1952: the wait of the next is max(0, wait + service - gap).
    let waitMs = 0;
    for (const [index, { intendedMs, endMs }] of samples.entries()) {
      expect(endMs - intendedMs).toBeCloseTo(waitMs + (service[index] ?? 0), 6);
      const gapMs = (samples[index + 1]?.intendedMs ?? 0) - intendedMs;
      waitMs = Math.max(0, waitMs + (service[index] ?? 0) - gapMs);
    }
  });

  it('Poisson: the mean time in an M/M/1 queue is 1 / (service rate - arrival rate)', async () => {
    const random = createRandomGenerator(11);
    const serviceMs = () => -Math.log(1 - random.next()) * 5;
    const samples = await simulate({ mode: 'poisson', ratePerSecond: 100 }, serviceMs, { requests: 60_000 });
    const mean = latenciesOf(samples).reduce((sum, latency) => sum + latency / samples.length, 0);
    expect(mean).toBeGreaterThan(9.5);
    expect(mean).toBeLessThan(10.5);
  });

  it('sends every arrival of the time, also those that are late, and counts from when they were due', async () => {
    const limits = { durationMs: 1_000, maxOutstanding: 5 };
    const samples = await simulate({ mode: 'constant', ratePerSecond: 100 }, () => 20, limits);
    // Twice what the server can do: the n-th answer comes at 20 (n + 1), and was due at 10 n.
    expect(samples).toHaveLength(100);
    for (const [index, { intendedMs, endMs }] of samples.entries())
      expect(endMs - intendedMs).toBeCloseTo(20 + 10 * index, 6);
    expect(Math.max(...samples.map(({ sentMs, intendedMs }) => sentMs - intendedMs))).toBeGreaterThan(800);
  });

  it('sends nothing more once it is stopped', async () => {
    const stop = new AbortController();
    const serviceMs = (index: number): number => {
      if (index === 9) stop.abort();
      return 1;
    };
    const load: Load = { mode: 'poisson', ratePerSecond: 10 };
    expect(await simulate(load, serviceMs, { requests: 100, signal: stop.signal })).toHaveLength(10);
  });
});

describe('closed loop', () => {
  it('keeps its callers busy: as many answers as the server can give', async () => {
    const samples = await simulate({ mode: 'closed', concurrency: 4 }, () => 2, { durationMs: 1_000 });
    expect(samples.length).toBeGreaterThanOrEqual(500);
    expect(samples.length).toBeLessThanOrEqual(504);
    expect(quantile(latenciesOf(samples), 0.5)).toBeCloseTo(8, 6);
  });

  it('hides a stall that open loop shows', async () => {
    // A server of 1 ms that stands still for one second of ten.
    const serviceMs = (_index: number, beginMs: number) => (beginMs >= 5_000 && beginMs < 5_001 ? 1_000 : 1);
    const limits = { durationMs: 10_000 };
    const closed = await simulate({ mode: 'closed', concurrency: 1 }, serviceMs, limits);
    const open = await simulate({ mode: 'constant', ratePerSecond: 200 }, serviceMs, limits);
    expect(quantile(latenciesOf(closed), 0.99)).toBeCloseTo(1, 6);
    expect(quantile(latenciesOf(open), 0.99)).toBeGreaterThan(800);
  });

  it('counts what fails and goes on', async () => {
    const time = createVirtualTime();
    let sent = 0;
    const oks: boolean[] = [];
    const work = runLoad({
      ...time,
      load: { mode: 'closed', concurrency: 2 },
      send: async (index) => {
        sent++;
        await time.sleep(1);
        if (index % 3 === 0) throw new Error('failed');
      },
      rng: createRandomGenerator(1),
      requests: 9,
      onSample: ({ ok }) => oks.push(ok),
    });
    await time.run(work);
    expect([sent, oks.filter((ok) => !ok).length]).toEqual([9, 3]);
  });
});
