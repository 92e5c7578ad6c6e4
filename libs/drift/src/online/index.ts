import { createAdwin } from './adwin.ts';
import { createDdm } from './ddm.ts';
import { createEDetector } from './e-detector.ts';
import { createKswin } from './kswin.ts';
import type { DetectorSnapshot, OnlineDetector } from './online-detector.ts';
import { createPageHinkley } from './page-hinkley.ts';

/** The detectors for streams, by name. */
export const onlineDetectors = {
  adwin: createAdwin,
  ddm: createDdm,
  eDetector: createEDetector,
  kswin: createKswin,
  pageHinkley: createPageHinkley,
} as const satisfies Record<string, (options?: never, from?: never) => OnlineDetector>;

/** The name of a detector. */
export type OnlineDetectorName = keyof typeof onlineDetectors;

/**
 * The detector that a snapshot was taken of, to go on from there.
 *
 * @throws RangeError for a snapshot of no known detector, or with options out of range
 * @example restoreDetector(JSON.parse(JSON.stringify(createAdwin())))
 */
export function restoreDetector(snapshot: DetectorSnapshot): OnlineDetector {
  const { detector, options } = snapshot;
  if (!Object.hasOwn(onlineDetectors, detector)) throw new RangeError(`There is no detector ${detector}.`);
  const create = onlineDetectors[detector as OnlineDetectorName] as (
    options: unknown,
    from: DetectorSnapshot,
  ) => OnlineDetector;
  return create(options, snapshot);
}
