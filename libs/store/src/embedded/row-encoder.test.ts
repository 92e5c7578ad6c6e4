import fc from 'fast-check';
import { Packr, Unpackr } from 'msgpackr';
import { expect, it } from 'vitest';
import { memberNames } from './member-names.ts';
import { rowEncoder } from './row-encoder.ts';

const { encode, decode } = rowEncoder;

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 300 }));
const rare = fc.constantFrom(undefined, Number.NaN, Number.POSITIVE_INFINITY, '\ud800', '__proto__');
const float32 = fc.float({ noDefaultInfinity: true, noNaN: true });
const float64 = fc.double({ noDefaultInfinity: true, noNaN: true });

/** Values of rows, `plain` without what JSON changes or MessagePack has not. */
const values = (plain: boolean) =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, false, 0, 127, 128, -1, 2 ** 31, -(2 ** 31), 2 ** 53, -(2 ** 53)),
      ...(plain ? [] : [rare]),
      fc.double({ noNaN: plain, noDefaultInfinity: plain }),
      fc.integer(),
      fc.maxSafeInteger(),
      plain ? fc.string({ unit: 'grapheme', maxLength: 300 }) : text,
      fc.array(float32),
      fc.array(float64),
      fc.array(fc.oneof(float64, fc.constantFrom(-0, null, Number.NaN))),
      fc.array(tie('value')),
      fc.dictionary(names(plain), tie('value')),
    ),
  })).value;
const names = (plain: boolean) =>
  fc.oneof(
    plain ? fc.string({ unit: 'grapheme' }) : text,
    fc.constantFrom('', '1', 'constructor', 'id', 'modelId', 'modelVersion', 'timestamp'),
    ...(plain ? [] : [fc.constantFrom('__proto__', '\udfff')]),
  );

it('gives back what JSON gives back, whatever the row holds', () => {
  fc.assert(
    fc.property(fc.dictionary(names(false), values(false)), (row) => {
      const json = JSON.stringify(row);
      // Compared as JSON, which also tells the order of the members.
      expect(JSON.stringify(decode(encode(row)))).toBe(json);
    }),
    { seed: 11, numRuns: 2_000 },
  );
});

it('reads rows that msgpackr has written, as all were once', () => {
  const packr = new Packr({ useRecords: false });
  fc.assert(
    fc.property(fc.dictionary(names(true), values(true)), (row) => {
      const packed = Buffer.from(packr.pack(row));
      expect(JSON.stringify(decode(packed))).toBe(JSON.stringify(row));
      // In the middle of a larger buffer too.
      const larger = Buffer.concat([Buffer.alloc(3), packed, Buffer.alloc(5)]);
      expect(JSON.stringify(decode(larger.subarray(3), packed.length))).toBe(JSON.stringify(row));
    }),
    { seed: 12, numRuns: 1_000 },
  );
});

it('writes MessagePack as others read it', () => {
  const list = [0.5, -0.25, 1, 2 ** 30];
  const row = {
    a: 'ü'.repeat(40),
    b: [1, -1, 200, 2 ** 40, 0.1],
    c: { d: list, e: list.map((x) => x + 0.1) },
    f: null,
  };
  const read = new Unpackr({ useRecords: false }).unpack(encode(row)) as typeof row;
  expect(read).toEqual({
    ...row,
    c: { d: new Float32Array(list), e: new Float64Array(row.c.e) },
    b: new Float64Array(row.b),
  });
});

it('keeps the numbers of names, which are on the disk', () => {
  // Not one of these may change.
  expect(memberNames.slice(0, 20).join(' ')).toBe(
    'id timestamp tenant modelId modelVersion framework requestId userId sessionId featuresIn prediction confidence ' +
      'latencyMs queueMs batchRows errorCode actualOutcome feedbackTimestamp correct modelTime',
  );
  expect(memberNames.length).toBeLessThanOrEqual(128);
});

it('refuses what it does not know', () => {
  expect(() => decode(Buffer.from([0xc1]))).toThrow('a value of format 193');
  expect(() => decode(Buffer.from([0xc9, 0, 0, 0, 1, 5, 0]))).toThrow('an extension of type 5');
});

it('reads rows that were written as JSON', () => {
  const row = { id: 'a', text: 'ü', list: [1, 2.5] };
  expect(decode(Buffer.from(JSON.stringify(row)))).toEqual(row);
});

it('writes a row of numbers in fewer bytes than JSON', () => {
  const row = { id: 'a', values: Array.from({ length: 64 }, (_, i) => Math.sin(i)) };
  expect(encode(row).length).toBeLessThan(JSON.stringify(row).length * 0.6);
});
