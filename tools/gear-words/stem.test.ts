import { describe, expect, it } from 'vitest';
import { stemOf, wordsOf } from './stem.ts';

describe('wordsOf', () => {
  it('cuts at all but letters and digits, in lower case and without accents', () => {
    expect(wordsOf('Steep névé: a 3-layer SHELL, no. 7!')).toEqual([
      'steep',
      'neve',
      'a',
      '3',
      'layer',
      'shell',
      'no',
      '7',
    ]);
    expect(wordsOf(' … ')).toEqual([]);
  });
});

describe('stemOf', () => {
  it.each([
    'hike hikes hiked hiking',
    'body bodies',
    'run runs running',
    'glass glasses',
    'dress dresses',
    'dry dries dried drying',
    'box boxes',
    'watch watches',
    'toe toes',
    'slip slips slipped slipping',
    'fall falls falling',
    'ski skis skiing',
    'shoe shoes',
  ])('is the same for %s', (forms) => {
    const stems = forms.split(' ').map(stemOf);
    expect(new Set(stems).size).toBe(1);
  });

  it.each(['run runner', 'spring spr', 'ring r', 'bed b', 'bus bu', 'toe to', 'mud muddy', 'thing th', 'glass glas'])(
    'is not the same for %s',
    (words) => {
      const [first = '', second = ''] = words.split(' ');
      expect(stemOf(first)).not.toBe(stemOf(second));
    },
  );
});
