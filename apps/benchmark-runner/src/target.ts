import type { ComparisonAnswer } from '@harper-edge/api';
import type { Progress } from '@harper-edge/benchmark';
import type { Profile } from './profile.ts';

/** A comparison, as hosts answer it and files keep it. */
export type Report = ComparisonAnswer;

export interface GroupSummary {
  readonly taskType: string;
  readonly equivalenceGroup: string;
  readonly models: readonly string[];
}

export interface CompareOptions {
  readonly profile: Profile;
  readonly seed: number | undefined;
  readonly runBy: string | undefined;
  readonly notes: string | undefined;
  readonly onProgress: (progress: Progress) => void;
}

/** Where models are compared: here, or on a host. */
export interface Target {
  groups(): Promise<readonly GroupSummary[]>;
  compare(group: GroupSummary, options: CompareOptions): Promise<Report>;
  /** Earlier results of the group, newest first. */
  history(group: GroupSummary): Promise<readonly Report[]>;
  close(): Promise<void>;
}
