import type { ColumnPair } from './pairs/column-pair.ts';
import type { DriftTestName } from './tests/index.ts';

/** The test of a column where none is asked for, and why this one. */
export function chooseTest(pair: ColumnPair, categories: number): { test: DriftTestName; reason: string } {
  if (pair.categories === undefined) {
    return { test: 'kolmogorovSmirnov', reason: 'numeric with many different values' };
  }
  const kind = pair.numbers === undefined ? 'categorical' : 'numeric with few different values';
  return categories <= 2
    ? { test: 'twoProportion', reason: `${kind}, no more than two of them` }
    : { test: 'chiSquare', reason: `${kind}, ${categories} of them` };
}
