import { expect } from 'vitest';
import { describePage } from './run-page.ts';

const part = (name: string) => ({ name });

describePage('docs/personalization.md', (answers) => {
  expect(answers).toMatchObject([
    { success: true, modelId: 'shop-words', version: 'v1' },
    {},
    { success: true, added: 3 },
    {
      personalized: true,
      model: 'shop-words:v1',
      products: [
        { id: 'trail-shoes', explanation: [part('similarity'), part('season'), part('price')] },
        { id: expect.any(String) as string },
        { id: expect.any(String) as string },
      ],
    },
    { personalized: false, reason: 'coldStart', products: [{ id: 'rain-jacket' }, { id: 'trail-shoes' }, {}] },
    { recorded: 2, duplicates: 0 },
    { personalized: true, products: [{ id: 'rain-jacket' }, {}, { id: 'winter-boots' }] },
    { userId: 'sarah', removed: 2 },
    {},
    {},
    { experiment: { experimentId: 'rec-test', variant: expect.stringMatching(/^(plain|clever)$/) as string } },
  ]);
});
