// Detectors for streams, 10 000 values at a time. No npm package has them, so there is no peer, and a target for those whose speed is stated.
import { createRandomGenerator } from '@harper-edge/stats';
import { onlineDetectors } from '../dist/index.js';

const { next } = createRandomGenerator(1);
const values = Float64Array.from({ length: 10_000 }, () => next() + next() + next() - 1.5);
const errors = values.map((value) => Number(value > 0.5));

const row = (name, stream, target = {}) => ({
  what: `${name}, ${stream.length} values`,
  ours: () => {
    const detector = onlineDetectors[name]();
    let drifts = 0;
    for (const value of stream) drifts += Number(detector.update(value).drift);
    return drifts;
  },
  ...target,
});

export const rows = () => [
  row('pageHinkley', values, { mostMs: 0.2 }),
  row('ddm', errors),
  row('adwin', values, { mostMs: 3 }),
  row('kswin', values, { mostMs: 30 }),
  row('eDetector', values),
];
