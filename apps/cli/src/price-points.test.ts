import { describe, expect, it } from 'vitest';
import { parseNumber } from './parse-number.ts';
import { parsePricePoints } from './price-points.ts';

describe('price points', () => {
  const boots = { productId: 'boots', price: 149.5, demand: 0, timestamp: '2026-01-05' };

  it.each([
    ['as JSON are as they are', '[{"productId":"boots","price":149.5,"demand":0,"timestamp":"2026-01-05"}]'],
    ['as CSV have the columns of the first line', 'timestamp,productId,demand,price\n2026-01-05,boots,0,149.5\n'],
    ['as a spreadsheet writes them', '\uFEFF"productId", "price","demand","timestamp"\r\n"boots",149.5,0,2026-01-05\r\n\r\n'], // prettier-ignore
    ['leave empty cells out', 'productId,price,demand,days,sourceId,timestamp\nboots,149.5,0,,,2026-01-05'],
  ])('%s', (_, text) => {
    expect(parsePricePoints(text)).toEqual([boots]);
  });

  it('as milliseconds and names that look like numbers are sent as texts', () => {
    expect(parsePricePoints('productId,price,demand,timestamp,days\n0042,1e2,3,1767571200000,7')).toEqual([
      { productId: '0042', price: 100, demand: 3, timestamp: '1767571200000', days: 7 },
    ]);
  });

  it.each([
    ['', /expected JSON, or CSV with columns of productId, price.*received ""/],
    ['product;price;demand\nboots;1;2', /received "product;price;demand"/],
    ['productId,price,constructor\nboots,1,2', /received "constructor"/],
    ['productId,price,demand\nboots,1', /line 2: expected 3 cells, received 2/],
    ['productId,price,demand\nboots,1,2\nboots,cheap,2', /line 3, price: expected a number, received "cheap"/],
    ['[{', /points: expected JSON/],
  ])('that cannot be read are refused with the place: %j', (text, says) => {
    expect(() => parsePricePoints(text)).toThrow(says);
  });
});

describe('a number', () => {
  it.each([
    ['12', 12],
    [' -0.5 ', -0.5],
    ['1e-3', 0.001],
    ['1e400', undefined],
    ['', undefined],
    ['0x10', undefined],
    ['Infinity', undefined],
    ['1,5', undefined],
  ])('of %j is %s', (text, expected) => {
    if (expected === undefined) expect(() => parseNumber(text, '--price')).toThrow(/--price: expected a number/);
    else expect(parseNumber(text, '--price')).toBe(expected);
  });
});
