import { EdgeError, type Store } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { auditTable, createAudit, type Audit } from './index.ts';

const clock = createFakeClock();
let store: Store;
let audit: Audit;
beforeEach(() => {
  store = createMemoryStore({ clock });
  audit = createAudit({ store, clock, rng: createSeededRng(1) });
});

const entry = (tenantId: string) => ({
  tenantId,
  action: 'key.create',
  by: 'ann',
  requestId: 'r',
  details: { name: 'n' },
});

describe('the log', () => {
  it('has an action before it is done, and then what became of it', async () => {
    const seen: unknown[] = [];
    const act = async () => {
      seen.push(...(await audit.list()).rows);
      return 7;
    };
    expect(await audit.record(entry('a'), act, (result) => ({ result }))).toBe(7);
    expect(seen).toMatchObject([{ ...entry('a'), outcome: null, at: clock.nowMs() }]);
    expect((await audit.list()).rows).toMatchObject([{ outcome: 'done', details: { name: 'n', result: 7 } }]);
  });

  it('has what failed, with its code', async () => {
    const fail = (error: Error) => audit.record(entry('a'), () => Promise.reject(error));
    await expect(fail(new EdgeError('NOT_FOUND', 'gone'))).rejects.toThrow('gone');
    clock.advance(1);
    await expect(fail(new Error('secret detail'))).rejects.toThrow('secret detail');
    const { rows } = await audit.list();
    expect(rows.map(({ outcome }) => outcome)).toEqual(['INTERNAL', 'NOT_FOUND']);
    expect(JSON.stringify(rows)).not.toContain('secret');
  });

  it('does nothing that it cannot write down', async () => {
    const table = { ...store.table(auditTable), put: () => Promise.reject(new Error('full')) };
    const full = createAudit({ store: { ...store, table: () => table as never }, clock, rng: createSeededRng(1) });
    let isDone = false;
    await expect(full.record(entry('a'), () => Promise.resolve((isDone = true)))).rejects.toThrow('full');
    expect(isDone).toBe(false);
  });

  it('is read by tenant and time, newest first, page by page', async () => {
    const times: number[] = [];
    for (const tenantId of ['a', 'b', 'a', 'a', 'b']) {
      clock.advance(1_000);
      times.push(clock.nowMs());
      await audit.record(entry(tenantId), () => Promise.resolve());
    }
    const timesOf = async (query: Parameters<Audit['list']>[0]) => (await audit.list(query)).rows.map(({ at }) => at);
    expect(await timesOf({ tenantId: 'a' })).toEqual([times[3], times[2], times[0]]);
    expect(await timesOf({ from: times[1] ?? 0, to: times[3] ?? 0 })).toEqual([times[2], times[1]]);
    const page = await audit.list({ tenantId: 'a', limit: 2 });
    expect(page.rows).toHaveLength(2);
    expect(await timesOf({ tenantId: 'a', cursor: page.nextCursor ?? '' })).toEqual([times[0]]);
  });
});
