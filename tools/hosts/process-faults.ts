import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../free-port.mjs';
import { startStandalone } from '../standalone-process.mjs';
import { childrenOf, isRunning, rememberCalm, type Calm } from './calm.ts';
import { expectFailure } from './expectations.ts';
import { heavyFeatures, heavyModel } from './fault-models.ts';
import { call, upload, type Answer } from './running-host.ts';

const root = join(import.meta.dirname, '../..');

type Host = Awaited<ReturnType<typeof startStandalone>>;

/** What signals to the host and its workers must not break. */
export function describeProcessFaults(): void {
  const iris = new Uint8Array(readFileSync(join(root, 'examples/iris/iris-logreg.onnx')));
  let dataDir: string;
  let host: Host;
  let calm: Calm;
  /** The worker of the model "faults-known", and that of "faults-heavy". */
  let workers: readonly number[];

  const post = (json: object): Promise<Answer> => call(`${host.url}/predict`, { json });
  const light = (): Promise<Answer> =>
    post({ modelId: 'faults-known', features: { float_input: [5.1, 3.5, 1.4, 0.2] } });
  const heavy = (seed: number, more: object = {}): Promise<Answer> =>
    post({ modelId: 'faults-heavy', features: heavyFeatures(seed), ...more });

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'harper-edge-process-'));
    const env = { EDGE_AI_LOG_LEVEL: 'silent', EDGE_AI_SHUTDOWN_MS: '3000' };
    host = await startStandalone({ dataDir, httpPort: await freePort(), env });
    expect((await upload(host.url, iris, { modelId: 'faults-known' })).status).toBe(200);
    const [first] = childrenOf(host.pid);
    const serving = JSON.stringify({ serving: { maxBatchRows: 1 } });
    expect((await upload(host.url, heavyModel(40), { modelId: 'faults-heavy', metadata: serving })).status).toBe(200);
    calm = await rememberCalm(() => host);
    await heavy(0);
    const others = childrenOf(host.pid).filter((pid) => pid !== first);
    workers = [first ?? 0, ...others];
  });
  afterEach(async () => {
    await host.kill();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  describe('signals', () => {
    it('19: workers killed -9 under load fail what they ran with 503, and the next answers are right', async () => {
      const wanted = JSON.stringify((await heavy(1)).body.prediction);
      for (let round = 0; round < 3; round++) {
        const running = Array.from({ length: 8 }, () => heavy(1));
        await Promise.race(running);
        for (const pid of childrenOf(host.pid)) process.kill(pid, 'SIGKILL');
        for (const answer of await Promise.all(running)) {
          if (answer.status === 200) expect(JSON.stringify(answer.body.prediction)).toBe(wanted);
          else {
            expectFailure(answer, 503, 'UNAVAILABLE');
            expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
          }
        }
        expect(JSON.stringify((await heavy(1)).body.prediction)).toBe(wanted);
        await calm.expectCalm();
      }
      expect((await call(`${host.url}/health/ready`)).status).toBe(200);
    });

    it('19: a worker that hangs holds up neither the host nor the models of the other', async () => {
      expect(workers.length).toBe(2);
      const stopped = await hangWorkerOf(heavy);
      expectFailure(await heavy(1, { timeoutMs: 200 }), 504, 'DEADLINE_EXCEEDED');
      expect((await call(`${host.url}/health/live`)).status).toBe(200);
      expect((await light()).status).toBe(200);
      process.kill(stopped, 'SIGCONT');
      await vi.waitFor(
        async () => {
          expect((await heavy(1)).status).toBe(200);
        },
        { timeout: 10_000 },
      );
      await calm.expectCalm();
    });

    it('20: SIGTERM with callers who go on asking: all that is accepted is answered, then exit code 0', async () => {
      const agent = new Agent({ keepAlive: true });
      const statuses: number[] = [];
      let refused = 0;
      let isStopping = false;
      const recorded = async (): Promise<number> =>
        (await call(`${host.url}/monitoring/metrics?modelId=faults-known`)).body.count as number;
      const before = await recorded();
      const ask = async (): Promise<void> => {
        const sending = request(`${host.url}/predict`, {
          method: 'POST',
          agent,
          headers: { 'content-type': 'application/json' },
        });
        sending.end(JSON.stringify({ modelId: 'faults-known', features: { float_input: [5.1, 3.5, 1.4, 0.2] } }));
        const [response] = (await once(sending, 'response').catch((error: unknown) => {
          // A connection that has had an answer is ended with one that says so, never under a request.
          expect(sending.reusedSocket).toBe(false);
          throw error;
        })) as [IncomingMessage];
        statuses.push(response.statusCode ?? 0);
        await response.toArray();
      };
      const loop = async (): Promise<void> => {
        for (;;) {
          try {
            await ask();
          } catch (error) {
            // Only a stopping host turns callers away, and only before it has accepted anything: one who connects in the
            // very moment in which the listening socket goes is reset by the system.
            const { code } = error as NodeJS.ErrnoException;
            expect([isStopping, code]).toEqual([true, expect.stringMatching(/^ECONN(REFUSED|RESET)$/)]);
            refused++;
            return;
          }
        }
      };
      const loops = Array.from({ length: 16 }, loop);
      await vi.waitFor(() => {
        expect(statuses.length).toBeGreaterThan(200);
      });
      isStopping = true;
      const code = host.stop();
      const readiness: number[] = [];
      while (
        await call(`${host.url}/health/ready`).then(
          ({ status }) => readiness.push(status),
          () => 0,
        )
      );
      await Promise.all(loops);
      agent.destroy();
      expect([await code, refused, new Set(statuses)]).toEqual([0, 16, new Set([200])]);
      expect(readiness).toContain(503);
      host = await startStandalone({ dataDir, httpPort: await freePort(), env: { EDGE_AI_LOG_LEVEL: 'silent' } });
      expect((await recorded()) - before).toBe(statuses.length);
    });

    it('20: a second SIGTERM ends it at once, and its workers with it', async () => {
      const running = Promise.allSettled(Array.from({ length: 20 }, (_, i) => heavy(i)));
      await light();
      const pids = childrenOf(host.pid);
      process.kill(host.pid, 'SIGTERM');
      // Two signals that come together are one.
      await vi.waitFor(async () => {
        expect((await call(`${host.url}/health/ready`)).status).toBe(503);
      });
      process.kill(host.pid, 'SIGTERM');
      expect(await host.exited).toBe(1);
      await running;
      await vi.waitFor(() => {
        expect(pids.filter(isRunning)).toEqual([]);
      });
    });

    it('20: SIGTERM with a worker that hangs ends all the same, with 0', async () => {
      await hangWorkerOf(heavy);
      const pids = childrenOf(host.pid);
      const hanging = Promise.allSettled([heavy(1), heavy(2)]);
      const startMs = performance.now();
      expect(await host.stop()).toBe(0);
      expect(performance.now() - startMs).toBeLessThan(15_000);
      await hanging;
      expect(pids.filter(isRunning)).toEqual([]);
    });
  });

  /** Stops the worker that runs these requests, and no other. */
  async function hangWorkerOf(ask: (seed: number, more: object) => Promise<Answer>): Promise<number> {
    for (const pid of workers) {
      process.kill(pid, 'SIGSTOP');
      if ((await ask(1, { timeoutMs: 1_000 })).status === 504) return pid;
      process.kill(pid, 'SIGCONT');
    }
    throw new Error('no worker runs these requests');
  }
}
