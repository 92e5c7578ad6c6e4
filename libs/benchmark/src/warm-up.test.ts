import { createRandomGenerator } from '@harper-edge/stats';
import { describe, expect, it } from 'vitest';
import { createSimulatedServer } from './testing/simulated-server.ts';
import { createVirtualTime } from './testing/virtual-time.ts';
import { warmUp, type ColdPart, type WarmUpSettings } from './warm-up.ts';

async function warm(serviceMs: (index: number) => number, settings: WarmUpSettings = {}): Promise<ColdPart> {
  const time = createVirtualTime();
  const server = createSimulatedServer(time, serviceMs);
  const load = { mode: 'closed', concurrency: 1 } as const;
  return time.run(warmUp({ ...time, load, rng: createRandomGenerator(1), send: () => server.serve() }, settings));
}

describe('warm-up', () => {
  it('ends with the third window that agrees', async () => {
    expect(await warm(() => 2, { windowMs: 100 })).toMatchObject({ settled: true, windows: 3, requests: 150 });
  });

  it('goes on while it is getting faster, and keeps the cold part', async () => {
    // 100 ms for the first request, then from 9 ms down to 1 ms over 400 requests.
    const serviceMs = (index: number) => (index === 0 ? 100 : Math.max(1, 9 - index / 50));
    const cold = await warm(serviceMs, { windowMs: 200, maxMs: 5_000 });
    expect(cold).toMatchObject({ settled: true, firstLatency: 100, maxLatency: 100, errorCount: 0 });
    expect(cold.requests).toBeGreaterThan(400);
    expect(cold.avgLatency).toBeGreaterThan(1.5);
  });

  it('says that it did not settle, and stops at the maxima', async () => {
    const restless = (index: number) => (Math.floor(index / 40) % 2 === 0 ? 1 : 3);
    expect(await warm(restless, { windowMs: 60, maxMs: 2_000 })).toMatchObject({ settled: false });
    const cold = await warm(restless, { windowMs: 60, maxRequests: 300 });
    expect(cold).toMatchObject({ settled: false, requests: 300 });
  });

  it('never settles on a candidate that gives no answer', async () => {
    const time = createVirtualTime();
    const send = async (): Promise<void> => {
      await time.sleep(1);
      throw new Error('failed');
    };
    const load = { mode: 'closed', concurrency: 1 } as const;
    const warming = warmUp({ ...time, load, rng: createRandomGenerator(1), send }, { maxRequests: 200, windowMs: 20 });
    expect(await time.run(warming)).toMatchObject({
      settled: false,
      errorCount: 200,
      firstLatency: null,
      p95Latency: null,
    });
  });

  it('lasts as long and as many requests as is asked for', async () => {
    const cold = await warm(() => 1, { windowMs: 50, minMs: 1_000, minRequests: 2_000 });
    expect(cold.settled).toBe(true);
    expect(cold.durationMs).toBeGreaterThanOrEqual(2_000);
  });
});
