import type { HashVersion } from './bucket-hash.ts';
import type { BucketRange } from './bucket-ranges.ts';
import type { Condition } from './conditions/compile-condition.ts';

/** One arm. The first variant of an experiment is the baseline: also what units outside of it get. */
export interface Variant {
  readonly id: string;
  /** Share of the units, in [0, 1]; the shares of an experiment sum to 1. Default: equal shares. */
  readonly weight?: number;
}

/** A part of the units by a hash of its own: experiments with disjoint ranges of one namespace share no unit. */
export interface Namespace {
  readonly id: string;
  readonly range: BucketRange;
  /** Default 3. */
  readonly hashVersion?: HashVersion;
}

/** Only units whose hash with `seed` falls in one of `ranges`. */
export interface Filter {
  readonly seed: string;
  readonly ranges: readonly BucketRange[];
  /** The attribute that is hashed. Default: what the experiment itself hashes. */
  readonly attribute?: string;
  /** Default 3. */
  readonly hashVersion?: HashVersion;
}

/** Units kept out of a whole group of experiments, to measure them together later: [0, rate) of the namespace. */
export interface Holdout {
  readonly namespace: string;
  /** Share of all units, in [0, 1]. */
  readonly rate: number;
}

/** Another experiment or flag whose value must satisfy a condition on `{ value }`. */
export interface Prerequisite {
  readonly id: string;
  readonly condition: Condition;
}

/** Who gets which variant. Plain JSON; the same definition gives the same assignment everywhere. */
export interface Experiment {
  readonly id: string;
  readonly variants: readonly Variant[];
  /** What the hash starts from. Default: `id`. Experiments with one seed assign alike. */
  readonly seed?: string;
  /** Default 3. 1 and 2 are those of other SDKs. */
  readonly hashVersion?: HashVersion;
  /** The attribute that names the unit. Default `id`. */
  readonly unitAttribute?: string;
  /** Used while `unitAttribute` is missing, such as a device before its user logs in. */
  readonly fallbackAttribute?: string;
  /** False: nobody takes part, except who is forced to. Default true. */
  readonly active?: boolean;
  /** Share of the units that take part, in [0, 1]. Default 1. Raising it moves no unit to another variant. */
  readonly coverage?: number;
  /** Ranges of the hash, one per variant, instead of weights and coverage. */
  readonly ranges?: readonly BucketRange[];
  readonly condition?: Condition;
  readonly prerequisites?: readonly Prerequisite[];
  readonly holdout?: Holdout;
  readonly namespace?: Namespace;
  readonly filters?: readonly Filter[];
  /** The variant for everyone who would take part. */
  readonly force?: string;
  /** Raised to assign anew units with a stored variant. Default 0. */
  readonly version?: number;
  /** Units stored with a version below take no part any more. Default 0. */
  readonly minVersion?: number;
}
