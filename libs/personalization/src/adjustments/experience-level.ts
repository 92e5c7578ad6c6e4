import { fitsAll, type Adjustment } from '../adjustment.ts';

/** From the least to the most. */
export const experienceLevels = ['beginner', 'intermediate', 'advanced', 'expert'] as const;

const stepOf = (level: string): number => experienceLevels.indexOf(level as (typeof experienceLevels)[number]);

/** The level: 1 for a product of that level, a third less for every step to the nearest level it suits, 0.75 for everybody. */
export const experienceLevel: Adjustment = {
  weight: 0.06,
  isAsked: ({ experienceLevel: wanted }) => wanted !== undefined && stepOf(wanted) !== -1,
  fit: (product, { experienceLevel: wanted = '' }) => {
    let nearest = Infinity;
    for (const level of product.experienceLevels) {
      if (stepOf(level) !== -1) nearest = Math.min(nearest, Math.abs(stepOf(level) - stepOf(wanted)));
    }
    return nearest === Infinity ? fitsAll : 1 - nearest / (experienceLevels.length - 1);
  },
  why: (product, { experienceLevel: wanted = '' }) =>
    `for ${product.experienceLevels.join(', ') || 'everybody'}; the shopper is ${wanted}`,
};
