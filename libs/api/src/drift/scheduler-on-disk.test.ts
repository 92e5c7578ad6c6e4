import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createScheduler } from '@harper-edge/monitoring';
import { createEmbeddedStore } from '@harper-edge/store/embedded';
import { expect, it } from 'vitest';

const everyMs = 10_000;
/** A multiple of the interval. */
const startMs = 1_700_000_000_000;

it('runs each due time once on an embedded store, when all look at the same moment', async () => {
  const path = await mkdtemp(join(tmpdir(), 'scheduler-'));
  const store = createEmbeddedStore({ path });
  const clock = createFakeClock(startMs);
  const dueAts: number[] = [];
  const schedulers = Array.from({ length: 6 }, () => createScheduler({ store, clock, logger: silentLogger }));
  for (const scheduler of schedulers) {
    const run = ({ dueAt }: { readonly dueAt: number }) => Promise.resolve(dueAts.push(dueAt));
    scheduler.add({ name: 'job', everyMs, run });
  }
  for (let due = 0; due < 10; due++) {
    await Promise.all(schedulers.map((scheduler) => scheduler.runDue()));
    clock.advance(everyMs);
  }
  expect(dueAts).toEqual(Array.from({ length: 9 }, (_, index) => startMs + (index + 1) * everyMs));
  expect(await schedulers[0]?.list()).toMatchObject([{ id: 'job', doneDue: startMs + 9 * everyMs }]);
  await store.close();
  await rm(path, { recursive: true });
});
