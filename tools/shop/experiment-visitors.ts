import { createRandomGenerator } from '@harper-edge/stats';

/** How the invented visitors of the experiment behave, by variant: how many buy, and what they spend on average. */
export const trueConversion = {
  baseline: { rate: 0.12, spend: 90 },
  'ai-enhanced': { rate: 0.18, spend: 90 },
} as const satisfies Record<string, { readonly rate: number; readonly spend: number }>;

export interface Visit {
  readonly userId: string;
  readonly variant: string;
}

export interface VisitorEvent {
  readonly id: string;
  readonly userId: string;
  readonly type: 'click' | 'conversion';
  readonly value?: number;
}

const prefix = 'visitor-';

export const visitorIds = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i + 1).padStart(4, '0')}`);

/**
 * What visitors did who saw a variant: some click, and a share of `trueConversion` buys. The
 * draws of a visitor depend on the number of the visitor alone.
 */
export function visitorEvents(visits: readonly Visit[]): readonly VisitorEvent[] {
  return visits.flatMap(({ userId, variant }) => {
    const rng = createRandomGenerator(Number(userId.slice(prefix.length)));
    const [clicks, buys, spends] = [rng.next(), rng.next(), rng.next()];
    const { rate, spend } = trueConversion[variant as keyof typeof trueConversion];
    const about = (type: VisitorEvent['type']) => ({ id: `${userId}.${type}`, userId, type });
    const events: VisitorEvent[] = [];
    if (buys < rate || clicks < 0.3) events.push(about('click'));
    if (buys < rate) events.push({ ...about('conversion'), value: Math.round(100 * spend * (0.5 + spends)) / 100 });
    return events;
  });
}
