import { createRandomGenerator } from '@harper-edge/stats';
import type { RowSink } from './row-reader.ts';

export interface RowSample {
  readonly add: RowSink;
  readonly seen: () => number;
  /** The kept rows as columns. */
  columns(): Readonly<Record<string, readonly unknown[]>>;
}

/**
 * Keeps so many rows that each row seen has the same chance to be among them: reservoir sampling, algorithm R of Vitter
 * (1985), with a fixed seed.
 */
export function createRowSample(maxRows: number): RowSample {
  const { next } = createRandomGenerator(1);
  const kept = new Map<string, unknown[]>();
  let seen = 0;
  return {
    add: (columns, rows) => {
      const places = Array.from({ length: rows }, (_, row) =>
        seen + row < maxRows ? seen + row : Math.floor(next() * (seen + row + 1)),
      );
      for (const [name, values] of Object.entries(columns)) {
        const target = kept.get(name) ?? [];
        for (const [row, place] of places.entries()) if (place < maxRows) target[place] = values[row];
        kept.set(name, target);
      }
      seen += rows;
    },
    seen: () => seen,
    columns: () => Object.fromEntries(kept),
  };
}
