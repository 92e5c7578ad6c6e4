import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSampled } from './is-sampled.ts';
import { below, redact } from './redact.ts';

describe('redact', () => {
  it.each([
    [{ a: 1, b: 2 }, ['a'], { a: '[redacted]', b: 2 }],
    [{ a: { b: 1, c: 2 } }, ['a.b'], { a: { b: '[redacted]', c: 2 } }],
    // A name with a dot in it.
    [{ 'a.b': 1, a: { b: 2 } }, ['a.b'], { 'a.b': '[redacted]', a: { b: '[redacted]' } }],
    [[{ a: 1 }, { a: { b: 2 } }, 3], ['a'], [{ a: '[redacted]' }, { a: '[redacted]' }, 3]],
    [{ a: 'text' }, ['a.b'], { a: 'text' }],
    [{ a: 1 }, ['b', 'ab'], { a: 1 }],
    [{ a: 1 }, [''], '[redacted]'],
    [null, [''], null],
    [{ a: { b: 1 } }, ['a', 'a.b'], { a: '[redacted]' }],
  ])('%j without %j is %j', (value, paths, expected) => {
    expect(redact(value, paths)).toEqual(expected);
  });

  it('takes a path apart, member by member', () => {
    expect(below(['featuresIn.a.b', 'featuresIn', 'prediction.c'], 'featuresIn')).toEqual(['a.b', '']);
  });

  it('leaves nothing of a field, wherever it is', () => {
    const { value: document } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constant('secret'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.record({ secret: tie('value'), open: tie('value') }),
      ),
    }));
    fc.assert(
      fc.property(document, (value) => {
        const kept = JSON.stringify(redact({ secret: value as string, other: 'open' }, ['secret']));
        expect(kept).toBe('{"secret":"[redacted]","other":"open"}');
      }),
      { seed: 3 },
    );
  });
});

it('isSampled keeps its share, always the same ids, and with a larger share all of a smaller one', () => {
  const ids = Array.from(
    { length: 20_000 },
    (_, i) => `0190a1b2-c3d4-7${String(i).padStart(3, '0').slice(-3)}-8000-${i.toString(16).padStart(12, '0')}`,
  );
  const shares = [0, 0.01, 0.5, 0.9, 1].map((rate) => ids.filter((id) => isSampled(id, rate)).length / ids.length);
  // Five standard deviations of a binomial share are 0.018 at most.
  for (const [index, rate] of [0, 0.01, 0.5, 0.9, 1].entries())
    expect(Math.abs((shares[index] ?? 2) - rate)).toBeLessThan(0.018);
  for (const id of ids) if (isSampled(id, 0.3)) expect(isSampled(id, 0.31)).toBe(true);
});
