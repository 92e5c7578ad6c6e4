import type { Exploration } from './explore-price.ts';

/** What was sold in one period at one price. */
export interface PricePoint {
  readonly price: number;
  readonly demand: number;
  /** Milliseconds since 1970. */
  readonly timestamp?: number;
}

/** A price that was chosen to learn from, with what its evaluation needs. */
export interface LoggedExploration extends Exploration {
  readonly productId: string;
  readonly timestamp?: number;
}

/** Where an analyzer keeps what it was told. A host with a database gives one over its tables. */
export interface PriceHistory {
  readonly add: (productId: string, point: PricePoint) => void;
  /** The points of a product in the order they were added; none for an unknown product. */
  readonly points: (productId: string) => readonly PricePoint[];
  readonly productIds: () => readonly string[];
  readonly logExploration: (exploration: LoggedExploration) => void;
}

/** A history as data. */
export interface PriceHistorySnapshot {
  readonly points: Readonly<Record<string, readonly PricePoint[]>>;
  readonly explorations: readonly LoggedExploration[];
}

/** A history in memory, which `JSON.stringify` writes out and a snapshot brings back. */
export function createPriceHistory(
  snapshot: PriceHistorySnapshot = { points: {}, explorations: [] },
): PriceHistory & { toJSON(): PriceHistorySnapshot } {
  const points = new Map(Object.entries(snapshot.points).map(([productId, list]) => [productId, [...list]]));
  const explorations = [...snapshot.explorations];
  return {
    add: (productId, point) => {
      const list = points.get(productId);
      if (list === undefined) points.set(productId, [point]);
      else list.push(point);
    },
    points: (productId) => points.get(productId) ?? [],
    productIds: () => [...points.keys()],
    logExploration: (exploration) => explorations.push(exploration),
    toJSON: () => ({ points: Object.fromEntries(points), explorations }),
  };
}
