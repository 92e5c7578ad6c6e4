import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTenantQueue } from './tenant-queue.ts';

const anything = (): boolean => true;

/** Takes so many, one after the other in one turn. */
function takeSome<Job>(queue: ReturnType<typeof createTenantQueue<Job>>, count: number): Job[] {
  let left = count;
  return queue.take(() => left-- > 0);
}

describe('a tenant queue', () => {
  it('gives the tenants turns, and each its jobs in the order in which they came', () => {
    const queue = createTenantQueue<string>();
    for (const job of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) queue.push(job.slice(0, 1), job);
    expect(queue.take(anything)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
    expect([queue.length, queue.tenants]).toEqual([0, 0]);
  });

  it('ends the turn of a tenant whose next job does not fit, and keeps its place', () => {
    const queue = createTenantQueue<string>();
    for (const job of ['a1', 'b1', 'a2', 'b2', 'c1']) queue.push(job.slice(0, 1), job);
    expect(queue.take((job) => job !== 'a1')).toEqual(['b1', 'c1', 'b2']);
    expect(queue.take(anything)).toEqual(['a1', 'a2']);
  });

  it('puts a tenant that was served behind the others, also from one batch to the next', () => {
    const queue = createTenantQueue<string>();
    for (let i = 0; i < 10; i++) queue.push('flood', `f${i}`);
    queue.push('b', 'b1');
    expect(takeSome(queue, 1)).toEqual(['f0']);
    queue.push('c', 'c1');
    expect(takeSome(queue, 3)).toEqual(['b1', 'f1', 'c1']);
  });

  it('takes out what a test names, and counts the rest', () => {
    const queue = createTenantQueue<number>();
    for (let i = 0; i < 10; i++) queue.push(String(i % 3), i);
    expect(queue.remove((job) => job % 2 === 0).toSorted()).toEqual([0, 2, 4, 6, 8]);
    expect([queue.length, queue.lengthOf('0'), queue.lengthOf('1'), queue.lengthOf('9')]).toEqual([5, 2, 2, 0]);
    expect(queue.remove(anything)).toHaveLength(5);
    expect([queue.length, queue.tenants]).toEqual([0, 0]);
  });

  it('is a list of queues taken in turns, whatever comes and goes', () => {
    const operation = fc.oneof(
      fc.record({ push: fc.constantFrom('a', 'b', 'c', 'd') }),
      fc.record({ take: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ remove: fc.nat({ max: 4 }) }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const queue = createTenantQueue<{ tenant: string; id: number }>();
        // The plain form: tenants in the order of their turns, each with its jobs.
        let turns: [string, number[]][] = [];
        for (const [id, op] of operations.entries()) {
          if ('push' in op) {
            queue.push(op.push, { tenant: op.push, id });
            const own = turns.find(([tenant]) => tenant === op.push);
            if (own === undefined) turns.push([op.push, [id]]);
            else own[1].push(id);
          } else if ('take' in op) {
            const expected: number[] = [];
            while (expected.length < op.take && turns[0] !== undefined) {
              const [tenant, ids] = turns.shift() as [string, number[]];
              expected.push(ids.shift() as number);
              if (ids.length > 0) turns.push([tenant, ids]);
            }
            expect(takeSome(queue, op.take).map((job) => job.id)).toEqual(expected);
          } else {
            queue.remove((job) => job.id % 5 === op.remove);
            turns = turns
              .map(([tenant, ids]): [string, number[]] => [tenant, ids.filter((job) => job % 5 !== op.remove)])
              .filter(([, ids]) => ids.length > 0);
          }
          expect(queue.length).toBe(turns.flatMap(([, ids]) => ids).length);
          expect(queue.tenants).toBe(turns.length);
        }
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
