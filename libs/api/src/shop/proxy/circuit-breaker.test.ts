import { createFakeClock } from '@harper-edge/contracts/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCircuitBreaker, type Passage } from './circuit-breaker.ts';

const maxFailures = 3;
const openMs = 1_000;

function setUp() {
  const clock = createFakeClock();
  const breaker = createCircuitBreaker({ clock, maxFailures, openMs });
  const failing = (times: number): void => {
    for (let i = 0; i < times; i++) breaker.enter().fail();
  };
  return { clock, breaker, failing };
}

describe('the circuit breaker', () => {
  it('opens after failures in a row, and says when to come again', () => {
    const { clock, breaker, failing } = setUp();
    failing(2);
    breaker.enter().succeed();
    failing(2);
    breaker.enter().leave();
    failing(1);
    expect(() => breaker.enter()).toThrow(expect.objectContaining({ code: 'UNAVAILABLE', facts: { retryAfterSeconds: 1 } })); // prettier-ignore
    clock.advance(999);
    expect(() => breaker.enter()).toThrow('left alone for a moment');
  });

  it('lets one through after a while, whose success closes it', () => {
    const { clock, breaker, failing } = setUp();
    failing(3);
    clock.advance(openMs);
    const trial = breaker.enter();
    expect(() => breaker.enter()).toThrow();
    trial.succeed();
    failing(2);
    breaker.enter().succeed();
  });

  it('opens again when that one fails, and tries another when it says nothing', () => {
    const { clock, breaker, failing } = setUp();
    failing(3);
    clock.advance(openMs);
    breaker.enter().fail();
    expect(() => breaker.enter()).toThrow();
    clock.advance(openMs);
    breaker.enter().leave();
    breaker.enter().succeed();
    breaker.enter().succeed();
  });

  it('does not listen to what began before it changed', () => {
    const { clock, breaker, failing } = setUp();
    const [early, late] = [breaker.enter(), breaker.enter()];
    failing(3);
    early.succeed();
    expect(() => breaker.enter()).toThrow();
    clock.advance(openMs);
    breaker.enter().succeed();
    failing(2);
    late.fail();
    breaker.enter().succeed();
  });

  // Whatever the order of events: what was let through and refused follows from the outcomes and times alone.
  it('never lets more than one through while it recovers, and none while it is open', () => {
    const event = fc.oneof(
      fc.record({ do: fc.constant('enter' as const) }),
      fc.record({ do: fc.constantFrom('succeed' as const, 'fail' as const, 'leave' as const), which: fc.nat(9) }),
      fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(1, 500, 999, 1_000, 5_000) }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), (events) => {
        const { clock, breaker } = setUp();
        let underWay: { readonly passage: Passage; readonly era: number; readonly isTrial: boolean }[] = [];
        const seen = { era: 0, inARow: 0, openedAtMs: -Infinity, isOpen: false, trials: 0 };
        for (const one of events) {
          if (one.do === 'advance') {
            clock.advance(one.ms);
          } else if (one.do === 'enter') {
            const isResting = seen.isOpen && clock.monotonicMs() < seen.openedAtMs + openMs;
            const mayPass = !isResting && !(seen.isOpen && seen.trials > 0);
            if (!mayPass) expect(() => breaker.enter()).toThrow('left alone');
            else {
              underWay.push({ passage: breaker.enter(), era: seen.era, isTrial: seen.isOpen });
              if (seen.isOpen) seen.trials++;
            }
            expect(seen.trials).toBeLessThanOrEqual(1);
          } else {
            const ended = underWay[one.which % Math.max(1, underWay.length)];
            if (ended === undefined) continue;
            underWay = underWay.filter((other) => other !== ended);
            ended.passage[one.do]();
            if (ended.era !== seen.era) continue;
            if (ended.isTrial) seen.trials--;
            if (one.do === 'succeed') Object.assign(seen, { inARow: 0, ...(seen.isOpen && { isOpen: false, era: seen.era + 1 }) }); // prettier-ignore
            if (one.do === 'fail' && (seen.isOpen || ++seen.inARow === maxFailures)) {
              Object.assign(seen, { isOpen: true, openedAtMs: clock.monotonicMs(), era: seen.era + 1, inARow: 0 });
            }
          }
        }
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});
