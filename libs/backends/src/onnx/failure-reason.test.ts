import { expect, it } from 'vitest';
import { failureReason } from './failure-reason.ts';

it.each([
  ['one line', new Error('Got invalid dimensions\n index: 1 Got: 3'), 'Got invalid dimensions index: 1 Got: 3'],
  [
    'no source positions',
    new Error('Status: /src/core/op.cc:42 Run(x) /src/h/a.h:7 bad shape'),
    'Status: Run(x) bad shape',
  ],
  [
    'operator names that look like paths stay',
    new Error('node /encoder/layer.0/MatMul'),
    'node /encoder/layer.0/MatMul',
  ],
  ['no error object', 'plain', 'plain'],
  ['not endless', new Error('x'.repeat(9000)), 'x'.repeat(400)],
])('%s', (_what, error, expected) => {
  expect(failureReason(error)).toBe(expected);
});
