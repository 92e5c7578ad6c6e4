import { type OnlineDetector, onlineDetectors } from '@harper-edge/drift';
import type { Input } from '../input.ts';
import { NotRun, type Suite } from '../suite.ts';

/** The detector of each name in the file, made with the parameters it asks for. */
const detectors: Readonly<Record<string, (params: Input) => OnlineDetector>> = {
  pageHinkley: (params) =>
    onlineDetectors.pageHinkley({
      minInstances: params.number('minInstances', 30),
      delta: params.number('delta', 0.005),
      threshold: params.number('threshold', 50),
      alpha: params.number('alpha', 0.9999),
      mode: params.text('mode', 'both') as 'both',
    }),
  ddm: (params) =>
    onlineDetectors.ddm({
      warmStart: params.number('warmStart', 30),
      warningLevel: params.number('warningLevel', 2),
      driftLevel: params.number('driftLevel', 3),
    }),
  adwin: (params) => onlineDetectors.adwin({ delta: params.number('delta', 0.002) }),
  kswinDeterministic: (params) =>
    onlineDetectors.kswin({
      windowSize: params.number('windowSize', 100),
      statSize: params.number('statSize', 30),
      alpha: params.number('alpha', 0.0001),
    }),
};

export const onlineDrift = {
  cases: {
    run: (input) => {
      const name = input.text('detector');
      const create = detectors[name];
      if (create === undefined) throw new NotRun(`unknown detector ${name}`);
      return run(create(input.inside('params')), readStream(input.value('stream')));
    },
  },
} as const satisfies Suite;

/** Segments, which are samples by now, one after the other; or the values themselves. */
function readStream(stream: unknown): number[] {
  if (!Array.isArray(stream)) throw new NotRun('stream is not an array');
  return stream.flat().map((value: unknown) => (typeof value === 'number' ? value : Number.NaN));
}

function run(detector: OnlineDetector, stream: readonly number[]): Readonly<Record<string, readonly number[]>> {
  const alarms: number[] = [];
  const warningStarts: number[] = [];
  let warned = false;
  for (const value of stream) {
    const { drift, warning, index } = detector.update(value);
    if (drift) alarms.push(index);
    if (warning && !warned) warningStarts.push(index);
    warned = warning;
  }
  return { alarms, drifts: alarms, warningStarts };
}
