import type { Tally } from './tally.ts';
import type { ColdPart } from './warm-up.ts';

/** One candidate in one round. */
export interface RoundResult extends Pick<
  Tally,
  'p50Latency' | 'p95Latency' | 'p99Latency' | 'throughputPerSecond' | 'successCount' | 'errorCount'
> {
  /** Place in the order of this round, 0 first. */
  readonly position: number;
}

/** What was measured of one candidate; latencies in milliseconds, over all rounds together, without the cold part. */
export interface CandidateResult extends Tally {
  readonly name: string;
  /** What the first request that failed said, warm-up included; `null` when none did. */
  readonly firstError: string | null;
  readonly cold: ColdPart;
  readonly rounds: readonly RoundResult[];
  /** What the resident set grew by from before the first request to the end of the warm-up; `null` when not probed. */
  readonly memoryBytes: number | null;
  /** Seconds of all processors per 1,000 requests; `null` when not probed. */
  readonly cpuSecondsPer1000: number | null;
}
