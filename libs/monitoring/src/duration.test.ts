import { expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

it.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['5m', 300_000],
  ['6h', 21_600_000],
  ['1.5h', 5_400_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
  ['3650d', 315_360_000_000],
])('reads %s', (text, ms) => {
  expect(parseDuration(text, 'window')).toBe(ms);
});

it.each(['', '5', 'm', '0m', '0.0001s', '-5m', '5 m', '5M', '1e3s', 'NaNd', '5m5s', '4000d', '9999999999s', '∞d'])(
  'refuses %j and says where it stood',
  (text) => {
    expect(() => parseDuration(text, 'drift.window')).toThrow(/^drift[.]window: expected a duration as 30s, 5m/);
  },
);
