import { EdgeError, silentLogger, type InferenceEvent, type Table } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { expect, it } from 'vitest';
import { defaultEventSettings } from '../config/event-settings.ts';
import { metricPartTable } from '../rollups/metric-part-table.ts';
import { createMetricParts } from '../rollups/metric-parts.ts';
import { inferenceEvent, recorded } from '../testing/inference-event.ts';
import { createEventBuffer } from './event-buffer.ts';
import { createEventWriter } from './event-writer.ts';
import { inferenceEventTable, type StoredEvent } from './inference-event-table.ts';

function setUp({ maxEvents = 1_000, events = createMemoryStore().table(inferenceEventTable) } = {}) {
  const clock = createFakeClock();
  const table = createMemoryStore().table(metricPartTable);
  const parts = createMetricParts({ table, writer: 'w', clock, logger: silentLogger });
  const configs = { knownEvents: () => defaultEventSettings, events: () => Promise.resolve(defaultEventSettings) };
  const writer = createEventWriter({ events, configs, parts, clock, logger: silentLogger, maxPayloadBytes: 1_000 });
  const buffer = createEventBuffer({
    writer,
    onDropped: parts.countUnstored,
    logger: silentLogger,
    flushMs: 5,
    maxEvents,
  });
  const add = (id: string, rest: Partial<InferenceEvent> = {}): void => {
    const [facts, payload] = recorded(inferenceEvent(id, rest));
    buffer.add({ facts, payload });
  };
  const count = async (): Promise<number> => (await events.query({ limit: 10_000 })).rows.length;
  /** Predictions counted with and without an event in the table. */
  const counted = () => {
    const [part] = parts.own('m');
    return { stored: part?.stored['v1']?.count ?? 0, unstored: part?.unstored['v1']?.count ?? 0 };
  };
  return { events, buffer, add, count, counted };
}

it('writes everything, however much there is, and says nothing waits then', async () => {
  const { buffer, add, count, counted } = setUp();
  for (let i = 0; i < 500; i++) add(`e${i}`);
  expect(buffer.statistics()).toEqual({ waiting: 500, dropped: 0 });
  await buffer.flush();
  expect(await count()).toBe(500);
  expect(buffer.statistics()).toEqual({ waiting: 0, dropped: 0 });
  expect(counted()).toEqual({ stored: 500, unstored: 0 });
});

it('writes by itself, few events and many', async () => {
  const { add, count } = setUp();
  for (let i = 0; i < 40; i++) add(`e${i}`);
  await expect.poll(count, { timeout: 10_000 }).toBe(40);
  add('one');
  await expect.poll(count, { timeout: 10_000 }).toBe(41);
});

it('flushes what was there, though more keeps coming', async () => {
  const { buffer, add, count } = setUp({ maxEvents: 100_000 });
  let more = true;
  const feed = (): void => {
    for (let i = 0; i < 20; i++) add(crypto.randomUUID());
    if (more) setTimeout(feed, 0);
  };
  feed();
  for (let i = 0; i < 100; i++) add(`e${i}`);
  await buffer.flush();
  more = false;
  expect(await count()).toBeGreaterThanOrEqual(100);
  await buffer.flush();
});

it('loses an event that cannot be stored, or made, alone, and counts its prediction where it can', async () => {
  const { buffer, add, count, counted } = setUp();
  for (let i = 0; i < 40; i++) add(`e${i}`, i === 7 ? { timestamp: Number.NaN } : {});
  add('x'.repeat(400));
  const [facts] = recorded(inferenceEvent('broken'));
  buffer.add({
    facts,
    payload: () => {
      throw new Error('broken');
    },
  });
  await buffer.flush();
  expect(await count()).toBe(39);
  expect(buffer.statistics()).toEqual({ waiting: 0, dropped: 3 });
  expect(counted()).toEqual({ stored: 39, unstored: 2 });
});

it('drops what comes while too many wait, and counts it', async () => {
  const { buffer, add, count, counted } = setUp({ maxEvents: 10 });
  for (let i = 0; i < 15; i++) add(`e${i}`);
  await buffer.flush();
  expect(await count()).toBe(10);
  expect(buffer.statistics().dropped).toBe(5);
  expect(counted()).toEqual({ stored: 10, unstored: 5 });
});

it('goes on when the store has failed for a while', async () => {
  const working = createMemoryStore().table(inferenceEventTable);
  let isDown = true;
  const whenUp = (write: () => Promise<void>): Promise<void> =>
    isDown ? Promise.reject(new EdgeError('UNAVAILABLE', 'down')) : write();
  const events: Table<StoredEvent> = {
    ...working,
    put: (row) => whenUp(() => working.put(row)),
    batch: () => {
      const batch = working.batch();
      return { ...batch, write: () => whenUp(() => batch.write()) };
    },
  };
  const { buffer, add, count, counted } = setUp({ events });
  add('lost');
  await buffer.flush();
  isDown = false;
  add('kept');
  await buffer.flush();
  expect(await count()).toBe(1);
  expect(buffer.statistics()).toEqual({ waiting: 0, dropped: 1 });
  expect(counted()).toEqual({ stored: 1, unstored: 1 });
});
