import { silentLogger, type InferenceEvent } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMonitoring, type Monitoring } from './index.ts';
import { inferenceEvent as event, recorded } from './testing/inference-event.ts';

const clock = createFakeClock();
let monitoring: Monitoring;

beforeEach(() => {
  monitoring = createMonitoring({ store: createMemoryStore(), clock, logger: silentLogger });
});

const record = (made: InferenceEvent): void => {
  void monitoring.record(...recorded(made));
};

describe('events', () => {
  it('come newest first, filtered, in pages', async () => {
    for (const timestamp of [1, 2, 3, 4])
      record(event(`e${timestamp}`, { timestamp, userId: timestamp > 1 ? 'u' : null }));
    record(event('other', { modelId: 'n', timestamp: 3 }));
    const first = await monitoring.events({ modelId: 'm', userId: 'u', limit: 2 });
    const rest = await monitoring.events({ modelId: 'm', userId: 'u', limit: 2, cursor: first.nextCursor ?? '' });
    expect([first, rest].map(({ rows }) => rows.map(({ id }) => id))).toEqual([['e4', 'e3'], ['e2']]);
    const window = await monitoring.events({ startTime: 2, endTime: 4 });
    expect(window.rows.map(({ id }) => id)).toEqual(['other', 'e3', 'e2']);
  });

  it('keep the size of a payload that is too large instead of the payload', async () => {
    record(event('e', { featuresIn: { x: 'x'.repeat(20_000) } }));
    expect((await monitoring.event('e')).featuresIn).toEqual({ omitted: true, sizeBytes: 20_008 });
  });

  it('refuse a window that ends before it starts', async () => {
    await expect(Promise.resolve().then(() => monitoring.events({ startTime: 2, endTime: 1 }))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});

describe('feedback', () => {
  it('is joined to its event; repeated, the last one counts', async () => {
    record(event('e'));
    await monitoring.recordFeedback([{ inferenceId: 'e', outcome: { class: 0 }, correct: false }]);
    await monitoring.recordFeedback([{ inferenceId: 'e', outcome: { class: 1 }, correct: true }]);
    expect(await monitoring.event('e')).toEqual(
      event('e', { actualOutcome: { class: 1 }, correct: true, feedbackTimestamp: clock.nowMs() }),
    );
    expect(await monitoring.metrics({ modelId: 'm' })).toMatchObject({ count: 1, accuracy: 1 });
  });

  it('out of order: the one that was observed last counts, in one batch and in two', async () => {
    const late = { inferenceId: 'e', outcome: 'late', correct: true, feedbackTimestamp: 20 };
    const early = { inferenceId: 'e', outcome: 'early', correct: false, feedbackTimestamp: 10 };
    record(event('e'));
    await monitoring.recordFeedback([late, early]);
    await monitoring.recordFeedback([early]);
    expect(await monitoring.event('e')).toMatchObject({ actualOutcome: 'late', correct: true, feedbackTimestamp: 20 });
    expect(await monitoring.metrics({ modelId: 'm' })).toMatchObject({ count: 1, accuracy: 1 });
  });

  it('comes in batches of any size; of several for one event the last counts', async () => {
    const ids = Array.from({ length: 250 }, (_, i) => `e${i}`);
    for (const id of ids) record(event(id));
    const batch = ids.map((inferenceId, i) => ({ inferenceId, outcome: i, correct: i % 2 === 0 }));
    await monitoring.recordFeedback([{ inferenceId: 'e0', outcome: 'first', correct: false }, ...batch]);
    const outcomes = await Promise.all(ids.map(async (id) => (await monitoring.event(id)).actualOutcome));
    expect(outcomes).toEqual(ids.map((_, i) => i));
    expect(await monitoring.metrics({ modelId: 'm' })).toMatchObject({ count: 250, accuracy: 0.5 });
  });

  it('for an unknown id is NOT_FOUND and stores none of the batch', async () => {
    record(event('e'));
    const batch = [
      { inferenceId: 'e', outcome: 1 },
      { inferenceId: 'nobody', outcome: 1 },
    ];
    await expect(monitoring.recordFeedback(batch)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await monitoring.event('e')).feedbackTimestamp).toBeNull();
  });
});

describe('metrics', () => {
  it('of nothing are null, not zero', async () => {
    expect(await monitoring.metrics({ modelId: 'm' })).toEqual({
      count: 0,
      avgLatency: null,
      p50Latency: null,
      p95Latency: null,
      p99Latency: null,
      maxLatency: null,
      errorRate: null,
      avgConfidence: null,
      accuracy: null,
      judged: 0,
    });
  });

  it('add up latencies, errors, confidence and accuracy', async () => {
    for (let i = 1; i <= 100; i++) record(event(`e${i}`, { latencyMs: i, confidence: i % 2 === 0 ? 0.9 : 0.7 }));
    record(event('failed', { errorCode: 'MODEL_FAILED', latencyMs: 1_000, prediction: null }));
    record(event('other', { modelId: 'n', latencyMs: 9_999 }));
    await monitoring.recordFeedback(
      Array.from({ length: 40 }, (_, i) => ({ inferenceId: `e${i + 1}`, outcome: i, correct: i >= 10 })),
    );
    // numpy.percentile(range(1, 101), [50, 95, 99]) = 50.5, 95.05, 99.01
    const within = (exact: number): number => {
      const close: unknown = { asymmetricMatch: (value: number) => Math.abs(value - exact) <= 0.004 * exact };
      return close as number;
    };
    expect(await monitoring.metrics({ modelId: 'm' })).toEqual({
      count: 101,
      avgLatency: 50.5,
      p50Latency: within(50.5),
      p95Latency: within(95.05),
      p99Latency: within(99.01),
      maxLatency: 100,
      errorRate: 1 / 101,
      avgConfidence: expect.closeTo(0.8, 9) as number,
      accuracy: 0.75,
      judged: 40,
    });
  });
});
