import type { FittedLine } from './fit-demand.ts';

export interface LineDraw {
  readonly slope: number;
  readonly level: number;
}

export interface DrawOptions {
  readonly degreesOfFreedom: number;
  /** How many. Default 200. */
  readonly count?: number;
  /** `classical`: the exact normal-inverse-gamma posterior under a flat prior; `chosen`: the errors of the fit. */
  readonly errors?: 'classical' | 'chosen';
}

/** 1 / g and 1 / g^2 of the real solution of g^3 = g + 1. */
const [step, otherStep] = [0.754_877_666_246_692_7, 0.569_840_290_998_053_2];

/** Attempts for each draw that is asked for: fewer come back where hardly any line falls. */
const attempts = 50;

/**
 * Lines drawn from the posterior of level and slope, those that do not fall left out: demand that rises with the price
 * is not believed. Level and slope together are t distributed, as is
 *
 *     sqrt(df (u^(-2 / df) - 1)) (cos(2 pi v), sin(2 pi v))
 *
 * of uniform u and v (Bailey, "Polar Generation of Random Variates with the t-Distribution", Mathematics of Computation
 * 62 (1994), p. 779), which here are the additive recurrence with the plastic number: evenly spread and the same in every
 * run (Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences" (2018)).
 */
export function posteriorDraws(
  line: FittedLine,
  { degreesOfFreedom, count = 200, errors = 'chosen' }: DrawOptions,
): LineDraw[] {
  const slopeError = errors === 'classical' ? line.classicalSlopeError : line.slopeError;
  const draws: LineDraw[] = [];
  let [u, v] = [0.5, 0.5];
  for (let attempt = 0; attempt < attempts * count && draws.length < count; attempt += 1) {
    u = (u + step) % 1;
    v = (v + otherStep) % 1;
    const radius = Math.sqrt(degreesOfFreedom * Math.expm1((-2 / degreesOfFreedom) * Math.log(u)));
    const slope = line.slope + slopeError * radius * Math.cos(2 * Math.PI * v);
    if (slope < 0) draws.push({ slope, level: line.level + line.levelError * radius * Math.sin(2 * Math.PI * v) });
  }
  return draws;
}
