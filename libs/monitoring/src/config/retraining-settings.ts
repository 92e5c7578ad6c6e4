import { EdgeError } from '@harper-edge/contracts';
import { parseDuration } from '../duration.ts';

/** When a model is proposed for retraining; a limit that is `null` proposes nothing. Whoever asks by hand needs none of it. */
export interface RetrainingSettings {
  /** Whether it is proposed by itself. Default false: not every model can be trained here. */
  readonly enabled: boolean;
  /** A score of any kind of drift from which on it is. Default 0.5: an effect as large as the one that matters. */
  readonly driftScore: number | null;
  /** Drop of accuracy below the baseline's, as a share of all answers, that a test confirms. Default 0.1. */
  readonly accuracyDrop: number | null;
  /** Share of failed predictions over the last day. Default 0.1. */
  readonly errorRate: number | null;
  /** Predictions with feedback since the version answers, or since retraining was last approved. Default 1,000. */
  readonly newLabelled: number | null;
  /** Duration since then. Default `7d`. */
  readonly every: string | null;
  /** Duration that has to lie between two requests for one cause, and after an approval before any. Default `1d`. */
  readonly minimumInterval: string;
  /** New predictions with feedback without which nothing is proposed: there would be nothing to learn. Default 100. */
  readonly minimumNewLabelled: number;
}

export const defaultRetrainingSettings: RetrainingSettings = {
  enabled: false,
  driftScore: 0.5,
  accuracyDrop: 0.1,
  errorRate: 0.1,
  newLabelled: 1_000,
  every: '7d',
  minimumInterval: '1d',
  minimumNewLabelled: 100,
};

/** @throws EdgeError INVALID_INPUT naming the setting */
export function checkRetrainingSettings(settings: RetrainingSettings): RetrainingSettings {
  const { driftScore, accuracyDrop, errorRate, newLabelled, every, minimumInterval, minimumNewLabelled } = settings;
  for (const [name, share] of Object.entries({ driftScore, accuracyDrop, errorRate }))
    if (share !== null && !(share > 0 && share <= 1)) refuse(name, 'a share above 0 and up to 1, or null', share);
  if (newLabelled !== null && !(Number.isSafeInteger(newLabelled) && newLabelled >= 1))
    refuse('newLabelled', 'a whole number from 1, or null', newLabelled);
  if (!(Number.isSafeInteger(minimumNewLabelled) && minimumNewLabelled >= 0))
    refuse('minimumNewLabelled', 'a whole number from 0', minimumNewLabelled);
  if (every !== null) parseDuration(every, 'retraining.every');
  parseDuration(minimumInterval, 'retraining.minimumInterval');
  return settings;
}

function refuse(name: string, expected: string, received: number): never {
  throw new EdgeError('INVALID_INPUT', `retraining.${name}: expected ${expected}, received ${received}`);
}
