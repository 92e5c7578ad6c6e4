/** What one value of a stream says. */
export interface Signal {
  /** The stream has changed; the detector has started anew. */
  readonly drift: boolean;
  /** The stream may be changing. Never together with `drift`; always false for detectors without a warning level. */
  readonly warning: boolean;
  /** The position of the value in the whole stream, from 0, dropped values counted. */
  readonly index: number;
}

/** All a detector knows, as plain JSON: kept anywhere and restored later, it goes on as if nothing had happened. */
export interface DetectorSnapshot<Name extends string = string, Options = unknown, State = unknown> {
  readonly detector: Name;
  readonly options: Options;
  /** The index the next value gets. */
  readonly index: number;
  /** How many values were dropped: missing (NaN), and infinite ones, which have no place in a mean. */
  readonly dropped: number;
  readonly state: State;
}

export interface OnlineDetector<Snapshot extends DetectorSnapshot = DetectorSnapshot> {
  /** Take in the next value. A value that is not finite is dropped and counted, and says nothing. */
  update(value: number): Signal;
  toJSON(): Snapshot;
}

export type Level = 'none' | 'warning' | 'drift';

interface DetectorParts<Name extends string, Options, State> {
  readonly name: Name;
  readonly options: Options;
  /** A new state, of JSON values only; `step` changes it in place and starts it anew after a drift. */
  readonly initial: () => State;
  readonly step: (state: State, value: number) => Level;
}

/** The part all detectors share: positions, dropped values and snapshots. */
export function createOnlineDetector<Name extends string, Options extends object, State extends object>(
  { name, options, initial, step }: DetectorParts<Name, Options, State>,
  from?: DetectorSnapshot<Name, Options, State>,
): OnlineDetector<DetectorSnapshot<Name, Options, State>> {
  const state = from === undefined ? initial() : structuredClone(from.state);
  let index = from?.index ?? 0;
  let dropped = from?.dropped ?? 0;
  return {
    update: (value) => {
      let level: Level = 'none';
      if (Number.isFinite(value)) level = step(state, value);
      else dropped += 1;
      index += 1;
      return { drift: level === 'drift', warning: level === 'warning', index: index - 1 };
    },
    toJSON: () => ({ detector: name, options: { ...options }, index, dropped, state: structuredClone(state) }),
  };
}

/** @throws RangeError unless the option is a number from `least` to `most`, or a whole one if `whole` */
export function checkOption(
  name: string,
  value: number,
  { least, most = Infinity, whole = false }: { least: number; most?: number; whole?: boolean },
): void {
  if (!(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
    throw new RangeError(`${name} is a ${whole ? 'whole ' : ''}number from ${least} to ${most}, got ${value}.`);
  }
}
