import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Rng } from '../ports/rng.ts';
import type { ConformanceCase } from './conformance.ts';
import { expectTrue } from './expect.ts';

const synchronous = (cases: Record<string, () => void>): readonly ConformanceCase[] =>
  Object.entries(cases).map(([name, run]) => ({
    name,
    run: () =>
      new Promise((resolve) => {
        run();
        resolve();
      }),
  }));

/** Everything the `Clock` port promises. */
export function clockConformance(clock: Clock): readonly ConformanceCase[] {
  return synchronous({
    'wall time is in whole milliseconds since 1970': () => {
      const now = clock.nowMs();
      expectTrue(
        Number.isInteger(now) && now > 1_500_000_000_000 && now < 10_000_000_000_000,
        `plausible, received ${String(now)}`,
      );
    },
    'monotonic time never goes back': () => {
      let last = clock.monotonicMs();
      for (let i = 0; i < 1_000; i++) {
        const next = clock.monotonicMs();
        expectTrue(next >= last, `at least ${String(last)}, received ${String(next)}`);
        last = next;
      }
    },
  });
}

/** Everything the `Rng` port promises; false alarms are rarer than one in a million. */
export function rngConformance(rng: Rng): readonly ConformanceCase[] {
  const draws = 20_000;
  const sample = (): number[] => Array.from({ length: draws }, () => rng.next());
  return synchronous({
    'numbers lie in [0, 1)': () => {
      for (const x of sample()) expectTrue(x >= 0 && x < 1, `in [0, 1), received ${String(x)}`);
    },
    'numbers are spread evenly: chi-square over 20 bins': () => {
      const bins = new Array<number>(20).fill(0);
      for (const x of sample()) bins[Math.floor(x * 20)] = (bins[Math.floor(x * 20)] ?? 0) + 1;
      const chiSquare = bins.reduce((sum, count) => sum + (count - draws / 20) ** 2 / (draws / 20), 0);
      // 19 degrees of freedom: the upper 1e-7 quantile is 71.6 (R: qchisq(1e-7, 19, lower.tail = FALSE)).
      expectTrue(chiSquare < 71.6, `chi-square below 71.6, received ${String(chiSquare)}`);
    },
    'one number says nothing about the next: correlation of neighbours': () => {
      const xs = sample().map((x) => x - 0.5);
      const sum = xs.slice(1).reduce((total, x, i) => total + x * (xs[i] ?? 0), 0);
      // Standard deviation of the estimate is 1/sqrt(n); six of them.
      expectTrue(
        Math.abs(sum / (xs.length / 12)) < 6 / Math.sqrt(draws),
        `near 0, received ${String(sum / (xs.length / 12))}`,
      );
    },
  });
}

/** Everything the `Logger` port promises. */
export function loggerConformance(logger: Logger): readonly ConformanceCase[] {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const hostile = {
    circular,
    big: 10n,
    error: new Error('outer', { cause: new Error('inner') }),
    undefined: undefined,
    get thrower(): never {
      throw new Error('a getter that throws');
    },
  };
  const calls = ['debug', 'info', 'warn', 'error'] as const;
  return synchronous(
    Object.fromEntries(
      calls.map((level) => [
        `${level} takes a message with or without facts and never throws`,
        () => {
          logger[level]('plain');
          logger[level]('hostile', hostile);
        },
      ]),
    ),
  );
}
