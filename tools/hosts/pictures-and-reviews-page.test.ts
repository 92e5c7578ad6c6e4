import { expect } from 'vitest';
import { describePage } from './run-page.ts';

const near = (value: number): number => expect.closeTo(value, 4) as number;

describePage('docs/pictures-and-reviews.md', (answers) => {
  expect(answers).toMatchObject([
    { success: true, modelId: 'gear-pictures' },
    { success: true, modelId: 'review-classes' },
    { id: 'tarn-shop', moderation: { labels: ['fresh'], threshold: 0.6 } },
    { success: true, added: 2 },
    {
      labels: [{ label: 'reddish', probability: near(0.75) }, { label: 'bluish' }],
      categories: [{ category: 'jackets' }, { category: 'kitchen' }],
      products: [{ productId: 'jacket' }, { productId: 'cup' }],
      matchedBy: 'words',
    },
    {
      allowed: false,
      label: 'fresh',
      confidence: near(16 / 18),
      results: [{ allowed: true }, { allowed: false }],
    },
  ]);
});
