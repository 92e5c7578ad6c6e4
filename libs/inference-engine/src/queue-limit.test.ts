import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQueueLimit } from './queue-limit.ts';
import { createTenantQueue } from './tenant-queue.ts';

function setUp({ maxQueuedRequests = 100, maxQueueMs = 1_000, requestMs = 0 } = {}) {
  const queue = createTenantQueue<number>();
  const limit = createQueueLimit({ maxQueuedRequests, maxQueueMs });
  for (let i = 0; i < 4 && requestMs > 0; i++) limit.ran({ requests: 1, rows: 1, ms: requestMs });
  const fill = (tenant: string, count: number): void => {
    for (let i = 0; i < count; i++) queue.push(tenant, i);
  };
  return {
    queue,
    limit,
    fill,
    refusal: (tenant = 'a', leftMs?: number, maxRows = 1) =>
      limit.refusal(queue, { tenant, maxRows, ...(leftMs === undefined ? {} : { leftMs }) }),
  };
}

describe('a full queue', () => {
  it('refuses with UNAVAILABLE and the seconds after which to come again', () => {
    const { fill, refusal } = setUp({ maxQueueMs: 60_000, requestMs: 25 });
    fill('a', 99);
    expect(refusal()).toBeUndefined();
    fill('a', 1);
    expect(refusal()).toMatchObject({ code: 'UNAVAILABLE', facts: { retryAfterSeconds: 3 } });
  });

  it('lets in a tenant that has less than its share', () => {
    const { fill, refusal } = setUp();
    fill('a', 100);
    expect(refusal('b')).toBeUndefined();
    fill('b', 49);
    expect(refusal('b')).toBeUndefined();
    fill('b', 1);
    expect(refusal('b')).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('stays bounded however many tenants come: the harmonic sum of the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 }), { minLength: 300, maxLength: 600 }), (tenants) => {
        const { queue, fill, refusal } = setUp({ maxQueuedRequests: 20 });
        for (const tenant of tenants) if (refusal(`t${tenant}`) === undefined) fill(`t${tenant}`, 1);
        // Of k tenants the last comes to a k-th of the limit: at most 20 · (1 + 1/2 + … + 1/10), each rounded up.
        expect(queue.length).toBeLessThanOrEqual(20 * 2.93 + 10);
      }),
      { seed: 3, numRuns: 50 },
    );
  });
});

describe('a queue that would be waited in too long', () => {
  it('refuses early, but never the first eight', () => {
    const { fill, refusal } = setUp({ requestMs: 500 });
    fill('a', 7);
    expect(refusal()).toBeUndefined();
    fill('a', 1);
    expect(refusal()).toMatchObject({ code: 'UNAVAILABLE', facts: { retryAfterSeconds: 4 } });
  });

  it('counts for a tenant only what goes before it', () => {
    const { fill, refusal } = setUp({ requestMs: 100 });
    fill('a', 20);
    expect(refusal('a')).toMatchObject({ code: 'UNAVAILABLE' });
    expect(refusal('b')).toBeUndefined();
  });

  it('learns how long a request takes', () => {
    const { limit, fill, refusal } = setUp({ requestMs: 1_000 });
    fill('a', 10);
    expect(refusal()).toMatchObject({ code: 'UNAVAILABLE' });
    for (let i = 0; i < 50; i++) limit.ran({ requests: 32, rows: 32, ms: 32 });
    expect(refusal()).toBeUndefined();
  });

  it('takes a burst on an idle model for what it is: batches will be full, though those of late were not', () => {
    const { limit, fill, refusal } = setUp({ requestMs: 20 });
    fill('a', 99);
    expect(refusal('a')).toMatchObject({ code: 'UNAVAILABLE' });
    expect(refusal('a', undefined, 32)).toBeUndefined();
    for (let i = 0; i < 50; i++) limit.ran({ requests: 32, rows: 32, ms: 640 });
    expect(refusal('a', undefined, 32)).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('draws no conclusion from the first runs, which are slow', () => {
    const { limit, fill, refusal } = setUp();
    for (let i = 0; i < 3; i++) limit.ran({ requests: 1, rows: 1, ms: 5_000 });
    fill('a', 99);
    expect(refusal('a')).toBeUndefined();
    limit.ran({ requests: 1, rows: 1, ms: 5_000 });
    expect(refusal('a')).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('knows that large requests fill a batch sooner', () => {
    const { limit, fill, refusal } = setUp();
    for (let i = 0; i < 4; i++) limit.ran({ requests: 1, rows: 16, ms: 100 });
    fill('a', 30);
    // Fifteen batches of two.
    expect(refusal('a', undefined, 32)).toMatchObject({ facts: { retryAfterSeconds: 2 } });
    expect(refusal('a', undefined, 64)).toBeUndefined();
  });
});

describe('a request with a deadline', () => {
  it('is refused when it would hardly be answered by then: its own run and a quarter more count too', () => {
    const { fill, refusal } = setUp({ requestMs: 100 });
    fill('a', 3);
    expect(refusal('a', 501)).toBeUndefined();
    expect(refusal('a', 499)).toMatchObject({ code: 'UNAVAILABLE', facts: { retryAfterSeconds: 1 } });
  });

  it('is let in when it is next, however short its deadline', () => {
    expect(setUp({ requestMs: 100 }).refusal('a', 1)).toBeUndefined();
  });

  it('is let in while nothing is known', () => {
    const { fill, refusal } = setUp();
    fill('a', 50);
    expect(refusal('a', 1)).toBeUndefined();
  });
});
