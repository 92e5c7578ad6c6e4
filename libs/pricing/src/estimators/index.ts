import type { Estimator } from './design.ts';
import { fixedEffects } from './fixed-effects.ts';
import { instrumental } from './instrumental.ts';
import { ordinary } from './ordinary.ts';
import { poisson } from './poisson.ts';

export const estimators = { ordinary, fixedEffects, instrumental, poisson } as const satisfies Record<
  string,
  Estimator
>;
