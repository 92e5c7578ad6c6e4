import { describe, expect, it } from 'vitest';
import { productText } from './product-text.ts';
import { shopperText } from './shopper-text.ts';

describe('the text of a shopper', () => {
  it.each([
    ['all of it', { query: 'warm  jacket', activity: 'trail-running', season: 'spring', experienceLevel: 'advanced', location: 'pacific-northwest' }, 'warm jacket, trail running, spring, advanced, pacific northwest'],
    ['nothing', {}, ''],
    ['blanks', { query: '  ', activity: '' }, ''],
    ['a query with hyphens stays as typed', { query: '-20 sleeping-bag' }, '-20 sleeping-bag'],
    ['underscores', { activity: 'ski_touring' }, 'ski touring'],
    ['half a character', { query: 'tent \ud800' }, 'tent \ufffd'],
  ])('%s', (_name, context, text) => {
    expect(shopperText(context)).toBe(text);
  }); // prettier-ignore
});

describe('the text of a product', () => {
  it.each([
    ['all of it', { name: 'Ridge 40', category: 'backpacks', activities: ['hiking', 'travel'], description: 'Light. Strong.' }, 'Ridge 40. backpacks. hiking, travel. Light. Strong.'],
    ['a name', { name: 'Ridge 40' }, 'Ridge 40'],
    ['no name', { description: 'Light' }, 'Light'],
    ['nothing to say', { category: 'backpacks', activities: ['hiking'], name: ' ', description: '' }, ''],
  ])('%s', (_name, product, text) => {
    expect(productText(product)).toBe(text);
  }); // prettier-ignore

  it('is cut at 2,000 characters without half a character at the end', () => {
    const text = productText({ name: 'x', description: `${'y'.repeat(1_996)}🙂🙂` });
    expect(text).toHaveLength(2_000);
    expect(text).toMatch(/y\uFFFD$/);
  });
});
