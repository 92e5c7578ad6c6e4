import { expect, it } from 'vitest';
import { variantFromUrl } from './variant-from-url.ts';

// By hand.
it.each([
  ['', null],
  ['https://shop.example/hats', null],
  ['https://shop.example/?', null],
  ['https://shop.example/?hats', null],
  ['https://shop.example/?hats=', null],
  ['https://shop.example/?hats=x', null],
  ['https://shop.example/?hats=0', 0],
  ['https://shop.example/?a=1&hats=1&b=0#top', 1],
  ['https://shop.example/#?hats=1', 1],
  ['https://shop.example/?hats=2', null],
  ['https://shop.example/?hats=-1', null],
  ['https://shop.example/?hatstand=1', null],
  ['https://shop.example/?hats=1&hats=0', 1],
])('variantFromUrl of %j is %j', (url, expected) => {
  expect(variantFromUrl('hats', url, 2)).toBe(expected);
});
