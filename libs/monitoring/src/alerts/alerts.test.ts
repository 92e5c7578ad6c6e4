import { silentLogger, type Logger } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Metrics } from '../rollups/metric-sketch.ts';
import type { MetricBucket } from '../rollups/metric-bucket.ts';
import { alertTable, alertWatchTable } from './alert.ts';
import { createAlerts, type Alerts } from './alerts.ts';
import type { PostRequest } from './channel.ts';

const minute = 60_000;
const cache = () => ({ hitRate: 0.9, questions: 100 });
const signed = { 'webhook-signature': 'by the host' };
const secret = 'a secret of sixteen and more';

let clock: ReturnType<typeof createFakeClock>;
let store: ReturnType<typeof createMemoryStore>;
/** What the models are measured at; others have no traffic. */
let measured: Record<string, Partial<Metrics>>;
let alerts: Alerts;
let posts: { readonly url: string; readonly request: PostRequest }[];
let answer: () => Promise<{ readonly status: number; readonly retryAfterMs?: number }>;

const senders = () => ({
  clock,
  logger: silentLogger,
  post: (url: string, request: PostRequest) => {
    posts.push({ url, request });
    return answer();
  },
  sign: () => signed,
});

function open(logger: Logger = silentLogger): Alerts {
  const nothing = () => Promise.resolve(undefined);
  const results = { latest: nothing } as never;
  const metricsOf = (modelName: string) =>
    Promise.resolve({ count: 0, judged: 0, p95Latency: null, ...measured[modelName] });
  return createAlerts({
    store,
    clock,
    rng: createSeededRng(5),
    logger,
    readers: {
      realtime: (modelName) => metricsOf(modelName) as Promise<MetricBucket>,
      series: async (modelName) => ({ from: 0, to: 0, buckets: [], total: (await metricsOf(modelName)) as Metrics }),
      checks: { drift: results, quality: results },
      hostStatistics: () => Promise.resolve({ predictions: [], waiting: 0, dropped: 3 }),
    },
    // Late only when the test says so.
    timers: { after: () => () => undefined },
  });
}

const look = (models: readonly string[] = Object.keys(measured)) =>
  alerts.evaluate({ cache, models: () => Promise.resolve(models) });
const slow = { count: 100, p95Latency: 900 };
const fast = { count: 100, p95Latency: 100 };
const rule = { metric: 'p95Latency', operator: '>', threshold: 500, clearThreshold: 400 } as const;
const all = async () => (await alerts.list()).rows;
const types = async () =>
  (await alerts.deliveries()).rows.map(({ message, channelId }) => `${channelId}: ${message.type}`).sort();

beforeEach(() => {
  clock = createFakeClock();
  store = createMemoryStore();
  measured = { m: fast };
  posts = [];
  answer = () => Promise.resolve({ status: 200 });
  alerts = open();
});

describe('rules', () => {
  it('fire once and resolve once, each told to every channel once', async () => {
    await alerts.rules.put('slow', { ...rule, for: '5m' });
    await alerts.channels.put({
      id: 'hook',
      kind: 'webhook',
      enabled: true,
      settings: { url: 'https://example.org/a?key=b', secret },
    });
    await alerts.channels.put({ id: 'off', kind: 'log', enabled: false, settings: {} });
    measured = { m: slow, other: fast };
    for (let i = 0; i < 8; i++) {
      await look();
      if (i === 4) expect(await all()).toMatchObject([{ state: 'pending', firedAt: null }]);
      clock.advance(minute);
    }
    expect(await all()).toMatchObject([
      {
        ruleId: 'slow',
        modelName: 'm',
        state: 'firing',
        value: 900,
        evidence: { samples: 100 },
        expression: 'p95Latency > 500 over 5m for 5m',
      },
    ]);
    measured = { m: { count: 100, p95Latency: 450 } };
    await look();
    expect(await all()).toMatchObject([{ state: 'firing', value: 450 }]);
    measured = { m: fast };
    for (let i = 0; i < 3; i++) await look();
    const [alert] = await all();
    expect(alert).toMatchObject({
      state: 'resolved',
      resolvedBecause: 'cleared',
      value: 100,
      evidence: { samples: 100 },
    });
    expect((alert?.firedAt ?? 0) - (alert?.since ?? 0)).toBe(5 * minute);
    expect(await types()).toEqual(['hook: alert.firing', 'hook: alert.resolved']);
    expect((await store.table(alertWatchTable).query()).rows).toEqual([]);
  });

  it('write nothing at a look that changes nothing', async () => {
    await alerts.rules.put('slow', rule);
    measured = { m: slow };
    await look();
    const rows = async () => [await all(), (await store.table(alertWatchTable).query()).rows];
    const before = await rows();
    clock.advance(minute);
    await look();
    expect(await rows()).toEqual(before);
  });

  it('leave nothing of what never fired', async () => {
    await alerts.rules.put('slow', { ...rule, for: '5m' });
    measured = { m: slow };
    await look();
    measured = { m: fast };
    await look();
    expect([await all(), await types()]).toEqual([[], []]);
  });

  it('that are global watch each model by itself, those of one model only that', async () => {
    await alerts.rules.put('global', rule);
    await alerts.rules.put('own', { ...rule, modelName: 'b' });
    measured = { a: slow, b: slow, c: fast };
    expect(await look()).toEqual({ looks: 4, fired: 3, resolved: 0, failed: 0 });
    expect((await all()).map(({ ruleId, modelName }) => `${ruleId} ${modelName ?? ''}`).sort()).toEqual([
      'global a',
      'global b',
      'own b',
    ]);
  });

  it('about the host have one alert', async () => {
    await alerts.rules.put('dropped', { metric: 'eventsDropped', operator: '>', threshold: 0 });
    await alerts.rules.put('misses', { metric: 'ai_cache_hit_rate', operator: '<', threshold: 0.95 });
    await look(['a', 'b']);
    expect(await all()).toMatchObject([{ modelName: null }, { modelName: null }]);
  });

  it('that go, or are turned off, resolve what they raised', async () => {
    await alerts.rules.put('slow', rule);
    measured = { m: slow };
    await look();
    await alerts.rules.put('slow', { ...rule, enabled: false });
    await look();
    expect(await all()).toMatchObject([{ state: 'resolved', resolvedBecause: 'ruleChanged' }]);
    expect(await types()).toEqual(['log: alert.firing', 'log: alert.resolved']);
    expect(await look()).toMatchObject({ resolved: 0 });
  });

  it('say nothing of too few predictions', async () => {
    await alerts.rules.put('slow', rule);
    measured = { m: { count: 19, p95Latency: 900 } };
    await look();
    expect(await all()).toEqual([]);
  });

  it('that cannot be read stop no other', async () => {
    await alerts.rules.put('a', rule);
    await alerts.rules.put('dropped', { metric: 'eventsDropped', operator: '>', threshold: 0 });
    Object.defineProperty(measured, 'm', {
      get: () => {
        throw new Error('the store is down');
      },
    });
    expect(await look(['m'])).toMatchObject({ looks: 2, fired: 1, failed: 1 });
  });

  it('raise one alert however many look at once, whatever is measured, and after any crash', async () => {
    const looks = fc.array(fc.record({ p95Latency: fc.constantFrom(100, 450, 900), crash: fc.boolean() }), {
      maxLength: 25,
    });
    const property = fc.asyncProperty(looks, async (series) => {
      clock = createFakeClock();
      store = createMemoryStore();
      alerts = open();
      await alerts.rules.put('slow', { ...rule, for: '2m' });
      let fired = 0;
      for (const { p95Latency, crash } of series) {
        measured = { m: { count: 100, p95Latency } };
        const others = [open(), open()].map((other) => other.evaluate({ cache, models: () => Promise.resolve(['m']) }));
        const results = await Promise.all([look(), ...others]);
        fired += results.reduce((sum, result) => sum + result.fired, 0);
        if (crash) await forgetEffects();
        const rows = await all();
        expect(rows.filter(({ state }) => state !== 'resolved').length).toBeLessThanOrEqual(1);
        expect(rows.filter(({ firedAt }) => firedAt !== null)).toHaveLength(fired);
        clock.advance(minute);
      }
      const sent = (await alerts.deliveries({ limit: 1_000 })).rows.filter(
        ({ message }) => message.type === 'alert.firing',
      );
      expect(sent).toHaveLength(fired);
    });
    await fc.assert(property, { seed: 11, numRuns: 60 });
  });
});

/** As if the process had died after its write about a rule that fires, before the alert and its message: the next look makes up for it. */
async function forgetEffects(): Promise<void> {
  const watches = store.table(alertWatchTable);
  for (const watch of (await watches.query()).rows) {
    const alert = await store.table(alertTable).get(watch.alertId);
    if (alert?.state !== 'firing') continue;
    const { id, acknowledgedBy: _by, acknowledgedAt: _at, note: _note, ...change } = alert;
    const { rows } = await alerts.deliveries();
    const wasSent = rows.some((row) => row.alertId === id);
    await store.table(alertTable).delete(id);
    await watches.patch(watch.id, {
      effect: { alertId: id, change, send: wasSent ? 'firing' : null },
      revision: watch.revision + 1,
    });
    await look();
  }
}

describe('silences', () => {
  const silence = { id: 's', ruleId: null, modelName: 'm', severity: null, by: 'kim', reason: 'upgrade' };

  it('keep alerts and send them when they are over and it still fires', async () => {
    await alerts.rules.put('slow', rule);
    await alerts.silences.put({ ...silence, from: clock.nowMs(), to: clock.nowMs() + 10 * minute });
    measured = { m: slow };
    await look();
    expect(await all()).toMatchObject([{ state: 'firing', silencedBy: 's' }]);
    expect(await types()).toEqual([]);
    clock.advance(10 * minute);
    await look();
    await look();
    expect(await all()).toMatchObject([{ state: 'firing', silencedBy: null }]);
    expect(await types()).toEqual(['log: alert.firing']);
  });

  it('say nothing at all of what came and went meanwhile', async () => {
    await alerts.rules.put('slow', rule);
    await alerts.silences.put({ ...silence, from: 0, to: clock.nowMs() + 10 * minute });
    measured = { m: slow };
    await look();
    measured = { m: fast };
    await look();
    expect([(await all()).length, await types()]).toEqual([1, []]);
  });

  it('match by rule, model and severity', async () => {
    await alerts.rules.put('slow', rule);
    const now = { from: 0, to: clock.nowMs() + minute };
    for (const [id, other] of Object.entries({
      a: { ruleId: 'x' },
      b: { modelName: 'x' },
      c: { severity: 'critical' },
    } as const))
      await alerts.silences.put({ ...silence, ...now, ...other, id });
    measured = { m: slow };
    await look();
    expect(await types()).toEqual(['log: alert.firing']);
    await expect(alerts.silences.put({ ...silence, from: 2, to: 2 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('deliveries', () => {
  const fire = async () => {
    await alerts.rules.put('slow', rule);
    await alerts.channels.put({
      id: 'hook',
      kind: 'webhook',
      enabled: true,
      settings: { url: 'https://example.org/a', secret },
    });
    measured = { m: slow };
    await look();
  };
  const deliveries = async () => (await alerts.deliveries()).rows;

  it('are signed and made once', async () => {
    await fire();
    await alerts.deliverDue(senders());
    expect(await alerts.deliverDue(senders())).toBe(0);
    expect(posts).toHaveLength(1);
    expect(posts[0]).toMatchObject({ url: 'https://example.org/a', request: { headers: signed } });
    expect(JSON.parse(posts[0]?.request.body ?? '')).toMatchObject({
      type: 'alert.firing',
      data: { ruleId: 'slow', modelName: 'm', value: 900 },
    });
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  });

  it('are tried again later and later, and then are dead for all to see', async () => {
    await fire();
    answer = () => Promise.resolve({ status: 500 });
    const waits: number[] = [];
    for (let i = 0; i < 20; i++) {
      await alerts.deliverDue(senders());
      const dueAt = (await deliveries())[0]?.dueAt ?? null;
      if (dueAt === null) break;
      waits.push(dueAt - clock.nowMs());
      clock.advance(dueAt - clock.nowMs());
    }
    expect(await deliveries()).toMatchObject([{ state: 'dead', attempts: 8, error: 'the receiver answered 500' }]);
    for (const [i, waited] of waits.entries()) {
      expect(waited).toBeGreaterThanOrEqual(2_500 * 2 ** i);
      expect(waited).toBeLessThanOrEqual(5_000 * 2 ** i);
    }
    expect([waits.length, posts.length]).toEqual([7, 8]);
    expect((await alerts.deliveries({ state: 'dead' })).rows).toHaveLength(1);
  });

  it('of a receiver that hangs end in time, and evaluation goes on', async () => {
    let endTime = (): void => undefined;
    alerts = createAlerts({
      store,
      clock,
      rng: createSeededRng(5),
      logger: silentLogger,
      readers: {} as never,
      timers: {
        after: (_ms, run) => {
          endTime = run;
          return () => undefined;
        },
      },
    });
    const evaluating = open();
    const delivering = alerts;
    alerts = evaluating;
    await fire();
    answer = () => new Promise(() => undefined);
    const attempt = delivering.deliverDue(senders());
    expect(await look()).toMatchObject({ failed: 0 });
    while (posts.length === 0) await Promise.resolve();
    endTime();
    await attempt;
    expect(posts[0]?.request.signal.aborted).toBe(true);
    expect(await deliveries()).toMatchObject([
      { state: 'waiting', attempts: 1, error: 'the receiver did not answer in time' },
    ]);
  });

  it('made by two at once are made once', async () => {
    await fire();
    await Promise.all([alerts.deliverDue(senders()), open().deliverDue(senders())]);
    expect(posts).toHaveLength(1);
  });

  it('to a channel that is gone, or does not want any more, are dead at once', async () => {
    await fire();
    answer = () => Promise.resolve({ status: 410 });
    await alerts.deliverDue(senders());
    expect(await deliveries()).toMatchObject([{ state: 'dead', attempts: 1 }]);
    measured = { m: fast };
    await look();
    await alerts.channels.delete('hook');
    await alerts.deliverDue(senders());
    expect((await alerts.deliveries({ state: 'dead' })).rows).toHaveLength(2);
  });

  it('and alerts that ended long ago are deleted', async () => {
    await fire();
    await alerts.deliverDue(senders());
    expect(await alerts.deleteBefore(clock.nowMs() + 1)).toBe(1);
    expect(await all()).toHaveLength(1);
  });
});

it('an alert is acknowledged by name and note, also while it goes on', async () => {
  await alerts.rules.put('slow', rule);
  measured = { m: slow };
  await look();
  const [alert] = await all();
  await alerts.acknowledge(alert?.id ?? '', { by: 'kim', note: 'on it' });
  measured = { m: fast };
  await look();
  expect(await all()).toMatchObject([
    { state: 'resolved', acknowledgedBy: 'kim', note: 'on it', acknowledgedAt: clock.nowMs() },
  ]);
  await expect(alerts.acknowledge('nobody', { by: 'kim', note: null })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
