import type { TableDefinition } from '@harper-edge/contracts';

/** What the administrator of a host decides about a shop. */
export interface TenantSettings {
  readonly name: string;
  /** Id of the model that turns its texts into vectors; null: recommendations follow popularity. */
  readonly embeddingModel: string | null;
  /** Id of the model that says what is on a picture. */
  readonly imageModel: string | null;
  /** Id of the model that says whether a review is fit to be shown. */
  readonly moderationModel: string | null;
  readonly moderation: ModerationPolicy;
  /** The experiment that decides how `personalize` ranks; null: `embeddingModel` ranks for everybody. */
  readonly personalizeExperiment: PersonalizeExperiment | null;
  readonly pricing: PricePolicy;
  /** Of all its callers together; each of its keys can have less. */
  readonly limits: Limits;
  /** Most products its catalogue may hold, 1 to 1,000,000. */
  readonly maxProducts: number;
  readonly cache: CacheTimes;
  /** The server behind its proxy; null: it has none. */
  readonly upstream: Upstream | null;
}

/** When a review is refused: one of these classes of `moderationModel` has at least this probability. */
export interface ModerationPolicy {
  readonly labels: readonly string[];
  /** In (0, 1]. */
  readonly threshold: number;
}

export interface PersonalizeExperiment {
  readonly experimentId: string;
  /** By variant: the id of the embedding model, null for the order of popularity. A variant not named: `embeddingModel`. */
  readonly models: Readonly<Record<string, string | null>>;
}

/** Constraints on every price that is recommended, beside those of the request; null: none. */
export interface PricePolicy {
  /** Least share of the price that is not cost, in [0, 1). */
  readonly minMargin: number | null;
  /** Largest relative change from the price now: 0.1 allows 10 % up or down. */
  readonly maxChange: number | null;
  /** Largest share by which a price may be above a competitor's; negative: it has to be below. */
  readonly maxOverCompetitor: number | null;
  /** Prices end so: `[0.99, 0.49]`; empty: as they come. Each in [0, 1). */
  readonly endings: readonly number[];
  /** Look ten times beyond the prices tried, instead of from 0.8 of the least to 1.25 of the most. */
  readonly extrapolate: boolean;
  /** Recommend although demand is not shown to fall with the price. */
  readonly acceptWeakEvidence: boolean;
}

/** Requests; null: as many as come. */
export interface Limits {
  /** Size of a bucket that a minute refills evenly: so many at once, and in t seconds this · (1 + t / 60). */
  readonly perMinute: number | null;
  /** From midnight to midnight, UTC. */
  readonly perDay: number | null;
}

/** How long answers are kept, milliseconds; 0: not at all. */
export interface CacheTimes {
  /** In the memory of a thread. */
  readonly hotMs: number;
  /** In a table that all threads and starts share. */
  readonly warmMs: number;
}

export interface Upstream {
  /** http or https, with the path that proxied paths are appended to, without query and credentials. */
  readonly url: string;
  readonly timeoutMs: number;
  /** Headers of the caller that are passed on, in lower case. */
  readonly forwardHeaders: readonly string[];
  /** Whether the address may be of a private network or of this machine. */
  readonly allowPrivate: boolean;
  /** Where its replies have lists of products, which are then ordered for the shopper; null: nowhere. */
  readonly products: ProductMapping | null;
}

export interface ProductMapping {
  /** JSON Pointer (RFC 6901) of the list; "" where the reply is the list. */
  readonly path: string;
  /** Names of members of each product. */
  readonly idField: string;
  readonly nameField: string;
  readonly descriptionField: string;
}

/** A shop. Everything that belongs to it is found by its id, and by no other's. */
export interface Tenant extends TenantSettings {
  readonly id: string;
  /** Counts the changes of the settings, from 1. Never repeats for an id, even when it was deleted in between. */
  readonly revision: number;
  /** Another one after every change of the catalogue, never one that was there before. */
  readonly catalogueRevision: string;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
}

/** `deletingSince` in the row of a tenant that answers no more, and whose rows are being removed. */
export interface TenantRow extends Tenant {
  readonly deletingSince: number | null;
}

export const tenantTable: TableDefinition<TenantRow> = { name: 'Tenant', indexes: [] };

/** Of a tenant of which only the name is known. */
export const defaultTenantSettings: Omit<TenantSettings, 'name'> = {
  embeddingModel: null,
  imageModel: null,
  moderationModel: null,
  // As published toxicity classifiers name them; the last two where classes have no names but fit and unfit, in this order.
  moderation: {
    labels: [
      'toxic',
      'toxicity',
      'severe_toxic',
      'severe_toxicity',
      'obscene',
      'insult',
      'threat',
      'identity_hate',
      'identity_attack',
      'sexual_explicit',
      'hate',
      'offensive',
      'spam',
      '1',
      'LABEL_1',
    ],
    threshold: 0.5,
  },
  personalizeExperiment: null,
  pricing: {
    minMargin: null,
    maxChange: null,
    maxOverCompetitor: null,
    endings: [],
    extrapolate: false,
    acceptWeakEvidence: false,
  },
  limits: { perMinute: null, perDay: null },
  maxProducts: 10_000,
  cache: { hotMs: 60_000, warmMs: 900_000 },
  upstream: null,
};
