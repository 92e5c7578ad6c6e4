import { EdgeError } from '@harper-edge/contracts';

/** How the events of a model are kept. */
export interface EventSettings {
  /** Share of the predictions whose events are stored, in [0, 1]; metrics count all of them. Default 1. */
  readonly samplingRate: number;
  /**
   * Fields whose values are never stored nor logged, as paths of names joined by dots that begin with `featuresIn`,
   * `prediction` or `actualOutcome`. Lists on the way are entered. Default none.
   */
  readonly redact: readonly string[];
  /** Days, from 1 to 3,650, after which events are deleted; metrics stay. Default 30. */
  readonly retentionDays: number;
  /** Whether a prediction is answered only once its event has been written; it fails where it cannot be. Default false. */
  readonly durable: boolean;
}

export const defaultEventSettings: EventSettings = { samplingRate: 1, redact: [], retentionDays: 30, durable: false };

const pathPattern = /^(featuresIn|prediction|actualOutcome)([.].+)?$/s;
const maxPaths = 100;

/** @throws EdgeError INVALID_INPUT naming the setting */
export function checkEventSettings(settings: EventSettings): EventSettings {
  const { samplingRate, redact, retentionDays } = settings;
  const refuse = (expected: string, received: number | string): never => {
    throw new EdgeError('INVALID_INPUT', `events.${expected}, received ${JSON.stringify(received)}`);
  };
  if (!(samplingRate >= 0 && samplingRate <= 1)) refuse('samplingRate: expected a share from 0 to 1', samplingRate);
  if (!(Number.isInteger(retentionDays) && retentionDays >= 1 && retentionDays <= 3_650))
    refuse('retentionDays: expected a whole number from 1 to 3650', retentionDays);
  if (redact.length > maxPaths) refuse(`redact: expected at most ${maxPaths} paths`, redact.length);
  const wrong = redact.find((path) => !pathPattern.test(path));
  if (wrong !== undefined) refuse('redact: expected paths as featuresIn.email or prediction.name', wrong);
  return settings;
}
