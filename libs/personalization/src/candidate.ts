/** What ranking reads of a product. */
export interface Candidate {
  readonly productId: string;
  readonly category: string;
  /** Empty: all year. */
  readonly seasons: readonly string[];
  /** Empty: everybody. */
  readonly experienceLevels: readonly string[];
  /** Above 0; null: not known. */
  readonly price: number | null;
}

/** What the shopper wants beside the direction of the query; what is absent adjusts nothing. */
export interface Wishes {
  readonly season?: string | undefined;
  readonly experienceLevel?: string | undefined;
  readonly prices?: PriceBand | undefined;
  /** When the shopper last bought a product, milliseconds since 1970. */
  readonly boughtAt?: ReadonlyMap<string, number> | undefined;
  readonly nowMs: number;
}

export interface PriceBand {
  /** 0: no lower bound. */
  readonly low: number;
  /** Infinity: no upper bound. */
  readonly high: number;
  /** Whether the shopper named it, or past purchases and views suggest it. */
  readonly source: 'context' | 'history';
}
