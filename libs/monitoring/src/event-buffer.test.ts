import { silentLogger, type InferenceEvent, type Table } from '@harper-edge/contracts';
import { createMemoryStore } from '@harper-edge/store/memory';
import { expect, it } from 'vitest';
import { createEventBuffer } from './event-buffer.ts';
import { inferenceEventTable } from './inference-event-table.ts';
import { inferenceEvent as event } from './testing/inference-event.ts';

function setUp({ maxEvents = 1_000, events = createMemoryStore().table(inferenceEventTable) } = {}) {
  const buffer = createEventBuffer({ events, logger: silentLogger, flushMs: 5, maxEvents, maxPayloadBytes: 1_000 });
  const count = async (): Promise<number> => (await events.query({ limit: 10_000 })).rows.length;
  return { events, buffer, count };
}

it('writes everything, however much there is, and says nothing waits then', async () => {
  const { buffer, count } = setUp();
  for (let i = 0; i < 500; i++) buffer.add(`e${i}`, () => event(`e${i}`));
  expect(buffer.statistics()).toEqual({ waiting: 500, dropped: 0 });
  await buffer.flush();
  expect(await count()).toBe(500);
  expect(buffer.statistics()).toEqual({ waiting: 0, dropped: 0 });
});

it('loses an event that cannot be stored, or made, alone', async () => {
  const { buffer, count } = setUp();
  for (let i = 0; i < 40; i++) buffer.add(`e${i}`, () => event(`e${i}`, i === 7 ? { timestamp: Number.NaN } : {}));
  buffer.add('broken', () => {
    throw new Error('broken');
  });
  await buffer.flush();
  expect(await count()).toBe(39);
  expect(buffer.statistics()).toEqual({ waiting: 0, dropped: 2 });
});

it('drops what comes while too many wait', async () => {
  const { buffer, count } = setUp({ maxEvents: 10 });
  for (let i = 0; i < 15; i++) buffer.add(`e${i}`, () => event(`e${i}`));
  await buffer.flush();
  expect(await count()).toBe(10);
  expect(buffer.statistics().dropped).toBe(5);
});

it('goes on when the store has failed for a while', async () => {
  const working = createMemoryStore().table(inferenceEventTable);
  let isDown = true;
  const whenUp = (write: () => Promise<void>): Promise<void> => (isDown ? Promise.reject(new Error('down')) : write());
  const events: Table<InferenceEvent> = {
    ...working,
    put: (row) => whenUp(() => working.put(row)),
    insert: (rows) => whenUp(() => working.insert(rows)),
  };
  const { buffer, count } = setUp({ events });
  buffer.add('lost', () => event('lost'));
  await buffer.flush();
  isDown = false;
  buffer.add('kept', () => event('kept'));
  await buffer.flush();
  expect(await count()).toBe(1);
  expect(buffer.statistics()).toEqual({ waiting: 0, dropped: 1 });
});
