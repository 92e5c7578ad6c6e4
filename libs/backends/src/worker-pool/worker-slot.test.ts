import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kill } from 'node:process';
import { pathToFileURL } from 'node:url';
import { silentLogger } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createWorkerSlot, type WorkerSlot } from './worker-slot.ts';

let folder = '';
/** Workers that end by themselves at once, and that stay until they are ended. */
let ending: URL;
let staying: URL;
const slots: WorkerSlot[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worker-slot-'));
  const write = async (name: string, text: string): Promise<URL> => {
    await writeFile(join(folder, name), text);
    return pathToFileURL(join(folder, name));
  };
  ending = await write('ending.mjs', 'process.exit(3);');
  staying = await write(
    'staying.mjs',
    "import { Socket } from 'node:net'; new Socket({ fd: 3 }).on('close', () => process.exit(0)).resume();",
  );
});
afterEach(async () => {
  await Promise.all(slots.splice(0).map((slot) => slot.close()));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function setUp(entry: URL) {
  const clock = createFakeClock();
  const errors: string[] = [];
  const logger = { ...silentLogger, error: (message: string) => void errors.push(message) };
  const slot = createWorkerSlot({ entry, intraOpThreads: 1, clock, logger });
  slots.push(slot);
  /** A worker, from its start to its end. */
  const live = async (): Promise<void> => {
    const worker = await slot.worker();
    await vi.waitFor(
      () => {
        expect(worker.hasEnded()).toBe(true);
      },
      { timeout: 10_000 },
    );
  };
  return { clock, errors, slot, live };
}

describe('workers that end again and again', () => {
  it('are started after twice the wait each time, and from the fifth on nobody waits for them', async () => {
    const { clock, errors, slot, live } = setUp(ending);
    await live();
    for (const waitMs of [100, 200, 400, 800]) {
      const startMs = performance.now();
      const next = slot.worker();
      expect(slot.pid()).toBeUndefined();
      await next;
      expect(performance.now() - startMs).toBeGreaterThan(waitMs - 5);
      expect(slot.isHealthy()).toBe(true);
      await live();
    }
    expect(slot.isHealthy()).toBe(false);
    expect(errors.filter((message) => message === 'inference workers end again and again')).toHaveLength(1);
    // 1.6 s, 3.2 s, 6.4 s, and never more than ten.
    for (const retryAfterSeconds of [2, 4, 7, 10, 10]) {
      expect(() => slot.worker()).toThrow(
        expect.objectContaining({ code: 'UNAVAILABLE', facts: { retryAfterSeconds } }) as Error,
      );
      clock.advance(retryAfterSeconds * 1_000);
      expect(slot.isHealthy()).toBe(true);
      await live();
    }
  });

  it('are forgotten once one has lived longer', async () => {
    const { clock, slot, live } = setUp(staying);
    const endOne = async (afterMs: number): Promise<void> => {
      await slot.worker();
      clock.advance(afterMs);
      kill(slot.pid() ?? 0, 'SIGKILL');
      await live();
      clock.advance(60_000);
    };
    for (let i = 0; i < 4; i++) await endOne(10);
    await endOne(10_001);
    for (let i = 0; i < 3; i++) {
      await endOne(10);
      expect(slot.isHealthy()).toBe(true);
    }
  });
});

describe('a slot', () => {
  it('gives everybody the same worker', async () => {
    const { slot } = setUp(staying);
    const workers = await Promise.all(Array.from({ length: 5 }, () => slot.worker()));
    expect(new Set(workers.map(({ pid }) => pid)).size).toBe(1);
  });

  it('counts what is held once, however often it is freed', () => {
    const { slot } = setUp(staying);
    const [free, freeOther] = [slot.hold(10), slot.hold(5)];
    free();
    free();
    expect(slot.heldBytes()).toBe(5);
    freeOther();
    expect(slot.heldBytes()).toBe(0);
  });

  it('that is closed starts none', async () => {
    const { slot } = setUp(staying);
    const { pid = 0 } = await slot.worker();
    await slot.close();
    expect(() => kill(pid, 0)).toThrow('ESRCH');
    expect(() => slot.worker()).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }) as Error);
  });
});
