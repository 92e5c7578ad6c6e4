import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inactive, stepAlert, verdictOf, type AlertStanding, type AlertVerdict } from './step-alert.ts';

const rule = { operator: '>', threshold: 500, clearThreshold: 400, minimumSamples: 10 } as const;

describe('a reading against a rule', () => {
  it.each([
    [501, 10, 'breach'],
    [500, 10, 'between'],
    [401, 10, 'between'],
    [400, 10, 'clear'],
    [501, 9, 'noData'],
    [null, 10, 'noData'],
    [NaN, 10, 'noData'],
    [Infinity, 10, 'breach'],
  ] as const)('%d of %d samples is %s', (value, samples, verdict) => {
    expect(verdictOf({ value, samples }, rule)).toBe(verdict);
  });

  it('clears above, where it fires below', () => {
    const below = { operator: '<', threshold: 0.7, clearThreshold: 0.8, minimumSamples: 0 } as const;
    const verdicts = [0.6, 0.75, 0.8].map((value) => verdictOf({ value, samples: 1 }, below));
    expect(verdicts).toEqual(['breach', 'between', 'clear']);
  });
});

const minute = 60_000;
const run = (verdicts: readonly AlertVerdict[], terms: Parameters<typeof stepAlert>[2]) => {
  let standing: AlertStanding = inactive;
  return verdicts.map((verdict, at) => {
    const step = stepAlert(standing, { verdict, nowMs: at * minute }, terms);
    standing = step.standing;
    return step.event;
  });
};

describe('the steps of an alert', () => {
  const fiveMinutes = { forMs: 5 * minute, noData: 'ok' } as const;

  it('fires once after the time it waits, and resolves once', () => {
    const breaches = Array.from({ length: 8 }, () => 'breach' as const);
    expect(run([...breaches, 'between', 'clear', 'clear'], fiveMinutes)).toEqual([
      'pending',
      ...[null, null, null, null],
      'fired',
      ...[null, null, null],
      'resolved',
      null,
    ]);
  });

  it('begins anew where it was interrupted', () => {
    const verdicts = ['breach', 'breach', 'between', 'breach', 'breach', 'breach', 'breach', 'breach'] as const;
    expect(run(verdicts, fiveMinutes)).toEqual(['pending', null, 'withdrawn', 'pending', null, null, null, null]);
  });

  it.each([
    ['ok', ['fired', 'resolved', null]],
    ['keep', ['fired', null, 'resolved']],
    ['alert', ['fired', null, 'resolved']],
  ] as const)('takes no data as %s', (noData, events) => {
    expect(run(['breach', 'noData', 'clear'], { forMs: 0, noData })).toEqual(events);
  });

  it('raises an alert of silence itself where that is asked for', () => {
    expect(run(['noData'], { forMs: 0, noData: 'alert' })).toEqual(['fired']);
    expect(run(['noData'], { forMs: 0, noData: 'keep' })).toEqual([null]);
  });

  it('does not count time twice when the clock is set back', () => {
    const pending = { state: 'pending', since: 10 * minute } as const;
    const step = stepAlert(pending, { verdict: 'breach', nowMs: minute }, fiveMinutes);
    expect(step).toEqual({ standing: { state: 'pending', since: minute }, event: null });
  });

  it('holds for every series: never too early, one at a time, resolved only when clear', () => {
    const looks = fc.array(
      fc.tuple(
        fc.constantFrom<AlertVerdict>('breach', 'breach', 'breach', 'between', 'clear', 'noData'),
        fc.integer({ min: 1, max: 3 * minute }),
      ),
      { maxLength: 60 },
    );
    const terms = fc.record({
      forMs: fc.integer({ min: 0, max: 5 * minute }),
      noData: fc.constantFrom('ok' as const, 'keep' as const, 'alert' as const),
    });
    const property = fc.property(looks, terms, (series, { forMs, noData }) => {
      let standing: AlertStanding = inactive;
      let nowMs = 0;
      let isOpen = false;
      /** Since when every look that counts was a breach. */
      let breachedSince: number | undefined;
      for (const [verdict, passedMs] of series) {
        nowMs += passedMs;
        const seen =
          verdict !== 'noData' ? verdict : ({ ok: 'clear', keep: undefined, alert: 'breach' } as const)[noData];
        if (seen === 'breach') breachedSince ??= nowMs;
        else if (seen !== undefined) breachedSince = undefined;
        const step = stepAlert(standing, { verdict, nowMs }, { forMs, noData });
        if (step.event === 'fired') {
          expect(isOpen).toBe(false);
          expect(nowMs - (breachedSince ?? NaN)).toBeGreaterThanOrEqual(forMs);
          isOpen = true;
        }
        if (step.event === 'resolved') {
          expect([isOpen, seen]).toEqual([true, 'clear']);
          isOpen = false;
        }
        standing = step.standing;
        expect(standing.state === 'firing').toBe(isOpen);
        // Nor too late.
        if (seen === 'breach' && nowMs - (breachedSince ?? NaN) >= forMs) expect(isOpen).toBe(true);
      }
    });
    fc.assert(property, { seed: 7, numRuns: 500 });
  });
});
