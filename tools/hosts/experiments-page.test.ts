import { expect } from 'vitest';
import { describePage } from './run-page.ts';

describePage('docs/experiments.md', (answers) => {
  const experimentId = 'new-recommendations';
  expect(answers).toMatchObject([
    { id: 'trail-shop' },
    { experimentId, outcome: 'created', plan: { variants: [{ id: 'baseline', weight: 0.5 }, { id: 'ai-enhanced' }] } },
    { experimentId, variant: expect.stringMatching(/^(baseline|ai-enhanced)$/) as string, inExperiment: true },
    { success: true, recorded: 1 },
    {
      counted: 1,
      refused: { seen: 1, notExposed: 1 },
      refusals: [
        { index: 1, userId: 'ann', reason: 'seen' },
        { index: 2, userId: 'never-seen', reason: 'notExposed' },
      ],
      unmeasured: ['click'],
    },
    { counted: expect.any(Number) as number, refused: {} },
    {
      status: 'significant_winner',
      winner: 'ai-enhanced',
      units: 6002,
      conversion_lift: expect.closeTo(0.4, 1) as number,
      isAlwaysValid: true,
      sampleRatioMismatch: false,
      refusedEvents: { seen: 1, notExposed: 1 },
      recommendation: expect.stringMatching(/^Use ai-enhanced: it is better than baseline/) as string,
    },
    { outcome: 'changed' },
    { count: 1, experiments: [{ experimentId, plan: { active: false } }] },
    { success: true, removedUsers: 6002 },
  ]);
});
