import { fitsAll, type Adjustment } from '../adjustment.ts';

/** The season: 1 for a product of that season, 0.75 for one of all year, 0 for one of other seasons. */
export const season: Adjustment = {
  weight: 0.08,
  isAsked: ({ season: wanted }) => wanted !== undefined,
  fit: ({ seasons }, { season: wanted = '' }) => (seasons.length === 0 ? fitsAll : seasons.includes(wanted) ? 1 : 0),
  why: ({ seasons }, { season: wanted = '' }) =>
    `for ${seasons.length === 0 ? 'all year' : seasons.join(', ')}; it is ${wanted}`,
};
