import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPieceCollector } from './piece-collector.ts';

describe('pieces of a body', () => {
  it('come out in order, whatever their sizes', () => {
    const size = fc.oneof(fc.nat({ max: 5 }), fc.integer({ min: 1_020, max: 1_030 }), fc.nat({ max: 20_000 }));
    fc.assert(
      fc.property(fc.array(size, { maxLength: 60 }), (sizes) => {
        const collector = createPieceCollector();
        const pieces = sizes.map((length, i) => new Uint8Array(length).fill(i + 1));
        for (const piece of pieces) collector.add(piece);
        expect(Buffer.compare(collector.join(), Buffer.concat(pieces))).toBe(0);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('are not copied when there is only one', () => {
    const collector = createPieceCollector();
    const piece = new Uint8Array([1, 2, 3]);
    collector.add(piece);
    expect(collector.join()).toBe(piece);
  });

  it('do not keep the memory they came in', () => {
    const collector = createPieceCollector();
    const read = new Uint8Array(4);
    collector.add(read.subarray(0, 1).slice());
    collector.add(read.subarray(1, 2));
    read.fill(9);
    expect([...collector.join()]).toEqual([0, 0]);
  });
});
