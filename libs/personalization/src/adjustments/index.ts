import type { Adjustment } from '../adjustment.ts';
import { experienceLevel } from './experience-level.ts';
import { price } from './price.ts';
import { season } from './season.ts';

export const adjustments = { season, experienceLevel, price } as const satisfies Record<string, Adjustment>;
