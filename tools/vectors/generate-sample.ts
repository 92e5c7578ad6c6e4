import { NotRun } from './suite.ts';

interface Draws {
  /** The next uniform number in [0, 1). */
  readonly next: () => number;
  /** The number under the key, or what it is without one. */
  readonly parameter: (key: string, otherwise?: number) => number;
}

/** One value of each kind, in the order of operations that makes samples equal bit for bit. */
const kinds = {
  uniform: ({ next, parameter }) => parameter('loc', 0) + parameter('scale', 1) * next(),
  irwinHall12: ({ next, parameter }) => {
    let sum = 0;
    for (let draw = 0; draw < 12; draw += 1) sum += next();
    return parameter('loc', 0) + parameter('scale', 1) * (sum - 6);
  },
  pareto1: ({ next, parameter }) => parameter('loc', 0) + parameter('scale', 1) / (1 - next()),
  floor: ({ next, parameter }) =>
    parameter('loc', 0) + parameter('scale', 1) * Math.floor(next() * parameter('levels')),
  zeroInflated: ({ next, parameter }) => {
    const [zero, value] = [next(), next()];
    return zero < parameter('pZero') ? 0 : parameter('loc', 0) + parameter('scale', 1) / (1 - value);
  },
  bernoulli: ({ next, parameter }) => (next() < parameter('p') ? 1 : 0),
  constant: ({ parameter }) => parameter('loc', 0),
} as const satisfies Record<string, (draws: Draws) => number>;

type Spec = Readonly<Record<string, unknown>> & { readonly kind: string; readonly n: number; readonly seed: number };

export const isGeneratorSpec = (value: object): value is Spec =>
  'kind' in value && 'n' in value && 'seed' in value && typeof value.kind === 'string';

/**
 * The sample that a generator specification stands for: uniform numbers s / 2^32 of s = (1664525 s + 1013904223) mod
 * 2^32 from the seed on, made into values of the kind.
 *
 * @throws NotRun for a kind or a parameter that is not known
 */
export function generateSample(spec: Spec): number[] {
  const value = (kinds as Readonly<Record<string, (draws: Draws) => number>>)[spec.kind];
  if (value === undefined) throw new NotRun(`unknown kind of generator ${spec.kind}`);
  let state = spec.seed >>> 0;
  const read = new Set(['kind', 'n', 'seed', 'loc', 'scale']);
  const draws: Draws = {
    next: () => {
      state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
      return state / 4_294_967_296;
    },
    parameter: (key, otherwise) => {
      read.add(key);
      const given = spec[key] ?? otherwise;
      if (typeof given !== 'number') throw new NotRun(`generator ${spec.kind} without ${key}`);
      return given;
    },
  };
  const sample = Array.from({ length: spec.n }, () => value(draws));
  const unknown = Object.keys(spec).filter((key) => !read.has(key));
  if (sample.length > 0 && unknown.length > 0) throw new NotRun(`unknown key of a generator: ${unknown.join(', ')}`);
  return sample;
}
