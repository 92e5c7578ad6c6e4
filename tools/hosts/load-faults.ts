import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { gauge, rememberCalm, residentBytes, type Calm } from './calm.ts';
import { expectFailure } from './expectations.ts';
import { heavyFeatures, heavyModel, lookupModel } from './fault-models.ts';
import { call, upload, type Answer, type RunningHost } from './running-host.ts';

const root = join(import.meta.dirname, '../..');

export interface FaultOptions {
  /** One process answers everything, so that its counters and its memory tell all. */
  readonly isOneProcess: boolean;
}

/** What load, callers who leave and models that come and go must not break. */
export function describeLoadFaults(host: () => RunningHost, { isOneProcess }: FaultOptions): void {
  const iris = new Uint8Array(readFileSync(join(root, 'examples/iris/iris-logreg.onnx')));
  const post = (json: object): Promise<Answer> => call(`${host().url}/predict`, { json });
  const heavy = (seed: number, more: object = {}): Promise<Answer> =>
    post({ modelId: 'faults-heavy', features: heavyFeatures(seed), ...more });
  const unload = async (modelId: string): Promise<void> => {
    expect((await call(`${host().url}/v2/repository/models/${modelId}/unload`, { json: {} })).status).toBe(200);
  };
  const statuses = (answers: readonly Answer[]): number[] => [...new Set(answers.map(({ status }) => status))].sort();

  describe('under load', () => {
    let calm: Calm;

    beforeAll(async () => {
      const one = JSON.stringify({ serving: { maxBatchRows: 1 } });
      for (const [modelId, file, metadata] of [
        ['faults-known', iris, '{}'],
        ['faults-heavy', heavyModel(40), one],
        ['faults-lookup', lookupModel(), '{}'],
      ] as const) {
        expect((await upload(host().url, file, { modelId, metadata, stage: 'production' })).status).toBe(200);
      }
      calm = await rememberCalm(host);
    });

    it('12: 100 first requests at once of a model not in memory are all answered, by one load', async () => {
      const wanted = JSON.stringify((await heavy(1)).body.prediction);
      await unload('faults-heavy');
      const misses = await gauge(host(), 'edge_ai_cache_misses_total');
      // Fewer of the heavy than its queue takes, the others of a light one.
      await unload('faults-lookup');
      const answers = await Promise.all([
        ...Array.from({ length: 10 }, () => heavy(1)),
        ...Array.from({ length: 90 }, (_, i) => post({ modelId: 'faults-lookup', features: { index: [i % 10] } })),
      ]);
      expect(statuses(answers)).toEqual([200]);
      for (const answer of answers.slice(0, 10)) expect(JSON.stringify(answer.body.prediction)).toBe(wanted);
      expect(answers.slice(10).map(({ body }) => body.prediction.value as unknown)).toEqual(
        Array.from({ length: 90 }, (_, i) => [(i % 10) * 10]),
      );
      if (isOneProcess) expect((await gauge(host(), 'edge_ai_cache_misses_total')) - misses).toBe(2);
      await calm.expectCalm();
    });

    it('12: a caller with little time does not wait for a load', async () => {
      await unload('faults-heavy');
      const { status } = await heavy(2, { timeoutMs: 1 });
      expect([503, 504]).toContain(status);
      expect((await heavy(2)).status).toBe(200);
      await calm.expectCalm();
    });

    it('15: unloads under load lose no request', async () => {
      const answers: Promise<Answer>[] = [];
      for (let round = 0; round < 10; round++) {
        for (let i = 0; i < 20; i++) answers.push(post({ modelId: 'faults-lookup', features: { index: [i % 10] } }));
        await unload('faults-lookup');
      }
      const all = await Promise.all(answers);
      expect(statuses(all)).toEqual([200]);
      expect(all.map(({ body }) => body.prediction.value as unknown)).toEqual(
        all.map((_, i) => [((i % 20) % 10) * 10]),
      );
      await calm.expectCalm();
    });

    it('15: a version deleted while it runs answers what is under way, and is 404 afterwards', async () => {
      expect((await upload(host().url, heavyModel(30), { modelId: 'faults-deleted' })).status).toBe(200);
      const json = { modelId: 'faults-deleted', features: heavyFeatures(1) };
      expect((await post(json)).status).toBe(200);
      const running = Array.from({ length: 6 }, () => post(json));
      await Promise.race(running);
      expect((await call(`${host().url}/model/faults-deleted/v1`, { method: 'DELETE' })).status).toBe(200);
      for (const { status } of await Promise.all(running)) expect([200, 404]).toContain(status);
      await vi.waitFor(async () => {
        expectFailure(await post(json), 404, 'NOT_FOUND');
      });
      await calm.expectCalm();
    });

    it('15: 100 times load, run and unload give the same answer, and the memory back', async () => {
      const cycle = async (i: number): Promise<void> => {
        expect((await post({ modelId: 'faults-lookup', features: { index: [i % 10] } })).body.prediction).toEqual({
          value: [(i % 10) * 10],
        });
        await unload('faults-lookup');
      };
      for (let i = 0; i < 20; i++) await cycle(i);
      const before = residentBytes(host());
      for (let i = 0; i < 100; i++) await cycle(i);
      if (isOneProcess) expect(residentBytes(host()) - before).toBeLessThan(64 << 20);
      await calm.expectCalm();
    });

    it('16: ten times more than it can: refusals come at once and say when to come again, others are served', async () => {
      const maxPerSecond = await closedLoop(() => heavy(3), 4, 1_000);
      for (const times of [3, 10]) {
        const outcomes = await openLoop(() => heavy(3), {
          perSecond: Math.min(600, maxPerSecond * times),
          forMs: 2_000,
        });
        const refused = outcomes.filter(({ answer }) => answer.status === 503);
        const served = outcomes.filter(({ answer }) => answer.status === 200);
        expect(served.length + refused.length).toBe(outcomes.length);
        for (const { answer } of refused.slice(0, 20)) {
          expectFailure(answer, 503, 'UNAVAILABLE');
          expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
        }
        // The goals are 50 ms and 0.9; other work may share this machine.
        if (times === 10 && isOneProcess) {
          expect(refused.length).toBeGreaterThan(0);
          expect(median(refused.map(({ tookMs }) => tookMs))).toBeLessThan(300);
        }
        expect(served.length).toBeGreaterThan(maxPerSecond * 2 * 0.4);
        const startMs = performance.now();
        await vi.waitFor(
          async () => {
            expect((await heavy(3)).status).toBe(200);
          },
          { timeout: 5_000, interval: 100 },
        );
        expect(performance.now() - startMs).toBeLessThan(5_000);
      }
      await calm.expectCalm();
    });

    it('17: callers who leave before, while and after their request runs take nothing with them', async () => {
      const { hostname, port } = new URL(host().url);
      const body = JSON.stringify({ modelId: 'faults-heavy', features: heavyFeatures(4) });
      const head = `POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
      const leaveAfter = async (sent: string, ms: number): Promise<void> => {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined);
        socket.write(sent);
        await delay(ms);
        socket.destroy();
      };
      await Promise.all([
        ...Array.from({ length: 10 }, () => leaveAfter(head, 5)),
        ...Array.from({ length: 10 }, () => leaveAfter(head + body.slice(0, 100), 5)),
        ...Array.from({ length: 30 }, (_, i) => leaveAfter(head + body, i * 2)),
      ]);
      await calm.expectCalm();
      if (isOneProcess) {
        const { body: text } = await call(`${host().url}/metrics`);
        const cancelled = /edge_ai_requests_total\{model="faults-heavy".*outcome="cancelled"\} (\d+)/.exec(
          text as string,
        );
        expect(Number(cancelled?.[1])).toBeGreaterThan(0);
      }
    });

    it('17: a deadline that passes in the queue is answered then, and not later', async () => {
      const crowd = Array.from({ length: 8 }, (_, i) => heavy(i));
      const startMs = performance.now();
      const { status } = await heavy(9, { timeoutMs: 25 });
      expect([503, 504]).toContain(status);
      expect(performance.now() - startMs).toBeLessThan(1_000);
      expect(statuses(await Promise.all(crowd))).toEqual([200]);
      await calm.expectCalm();
    });

    it('18: one bad row among 32 requests: 31 right answers and one error', async () => {
      for (let round = 0; round < 5; round++) {
        const answers = await Promise.all(
          Array.from({ length: 32 }, (_, i) =>
            post({ modelId: 'faults-lookup', features: { index: [i === 17 ? 99 : i % 10] } }),
          ),
        );
        expectFailure(answers[17] as Answer, 500, 'MODEL_FAILED');
        answers.splice(17, 1);
        expect(statuses(answers)).toEqual([200]);
        const wanted = Array.from({ length: 32 }, (_, i) => [(i % 10) * 10]);
        wanted.splice(17, 1);
        expect(answers.map(({ body }) => body.prediction.value as unknown)).toEqual(wanted);
      }
      await calm.expectCalm();
    });
  });
}

/** So many callers, each asking again as soon as it is answered: answers per second. */
async function closedLoop(ask: () => Promise<Answer>, callers: number, forMs: number): Promise<number> {
  const startMs = performance.now();
  let served = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() - startMs < forMs) if ((await ask()).status === 200) served++;
  };
  await Promise.all(Array.from({ length: callers }, loop));
  return (served * 1_000) / (performance.now() - startMs);
}

interface Outcome {
  readonly answer: Answer;
  readonly tookMs: number;
}

/** Requests that come whether or not the ones before are answered. */
async function openLoop(
  ask: () => Promise<Answer>,
  { perSecond, forMs }: { readonly perSecond: number; readonly forMs: number },
): Promise<readonly Outcome[]> {
  const startMs = performance.now();
  const asked: Promise<Outcome>[] = [];
  for (let elapsedMs = 0; elapsedMs < forMs; elapsedMs = performance.now() - startMs) {
    while (asked.length < (elapsedMs * perSecond) / 1_000) {
      const sentMs = performance.now();
      asked.push(ask().then((answer) => ({ answer, tookMs: performance.now() - sentMs })));
    }
    await delay(5);
  }
  return Promise.all(asked);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
