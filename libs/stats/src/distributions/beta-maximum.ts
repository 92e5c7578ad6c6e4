import { betaTail, logBetaTerm } from '../special/incomplete-beta.ts';
import { tailLog } from '../special/tail.ts';

/** Shapes of a beta distribution, both positive. */
export interface BetaShapes {
  readonly a: number;
  readonly b: number;
}

/**
 * Natural logarithms of the probabilities that each of independent beta variables is the largest: the integral of the
 * density of one times the lower tails of the others, in one dimension however many there are, without random numbers.
 * Relative error of the probabilities about 1e-11, also where they underflow. About 50 microseconds a pair.
 *
 * @throws RangeError for fewer than two variables, or shapes that are not positive and finite
 */
export function betaMaximumLog(variables: readonly BetaShapes[]): number[] {
  if (variables.length < 2) throw new RangeError(`A largest needs at least two variables, got ${variables.length}.`);
  variables.forEach(checkShapes);
  return variables.map((density, index) =>
    Math.min(
      0,
      logIntegral(
        density,
        variables.filter((_, other) => other !== index),
      ),
    ),
  );
}

/**
 * Natural logarithms of P(first > second) and of P(second > first) for independent beta variables, each with its own
 * digits however small it is. The smaller of the two is integrated, over the density of the narrower variable.
 *
 * @throws RangeError for shapes that are not positive and finite
 */
export function betaGreaterLog(first: BetaShapes, second: BetaShapes): { greater: number; less: number } {
  checkShapes(first);
  checkShapes(second);
  if (first.a === second.a && first.b === second.b) return { greater: -Math.LN2, less: -Math.LN2 };
  const isSmall = first.a * second.b <= second.a * first.b;
  const small = Math.min(0, isSmall ? logGreater(first, second) : logGreater(second, first));
  const large = 0 + Math.log1p(-Math.exp(small));
  return isSmall ? { greater: small, less: large } : { greater: large, less: small };
}

function logGreater(larger: BetaShapes, smaller: BetaShapes): number {
  if (spread(larger) <= spread(smaller)) return logIntegral(larger, [smaller]);
  return logIntegral(mirrored(smaller), [mirrored(larger)]);
}

function checkShapes({ a, b }: BetaShapes): void {
  if (!(a > 0 && b > 0 && a < Infinity && b < Infinity)) {
    throw new RangeError(`Shapes of a beta distribution are positive, got ${a} and ${b}.`);
  }
}

/** About the standard deviation of the logit. */
const spread = ({ a, b }: BetaShapes): number => Math.sqrt(1 / a + 1 / b);

/** The shapes of 1 minus the variable, which makes upper tails of lower ones. */
const mirrored = ({ a, b }: BetaShapes): BetaShapes => ({ a: b, b: a });

/**
 * The log of the integral of the density of one variable times the lower tails of others, in the logit u, by the
 * trapezoidal rule, whose error falls exponentially for such bells. The integrand is log-concave: Newton's method finds
 * its top, and the grid runs from where it is e^-35 of that on the left to the same on the right, in u = top + reach
 * sinh(v): even steps around the top, ever wider ones where small shapes let it fall slowly. Lower tails are
 * evaluated at the left end and then summed up from the densities, panel by panel, so that no digits cancel.
 */
function logIntegral(density: BetaShapes, others: readonly BetaShapes[]): number {
  const top = findTop(density, others);
  const left = leftEnd(density, others, top);
  const shape = anchored(density, top.u);
  const tails = others.map((other) => {
    const logTail = logTailAt(other, left);
    // Whole: what is still to come of it adds nothing.
    return { ...anchored(other, top.u), logTail, whole: logTail > -1e-17 };
  });
  const reach = structureReach([density, ...others], top.u);
  const step = gridStep([shape, ...tails.filter(({ whole }) => !whole)]) / reach;
  let [sum, v, offset] = [0, Math.asinh((left - top.u) / reach), left - top.u];
  for (;;) {
    let level = logDensityAt(shape, offset) - top.level;
    for (const tail of tails) level += tail.logTail;
    sum += Math.exp(level) * Math.cosh(v);
    if (offset > 0 && !(level >= negligible)) break;
    v += step;
    const next = reach * Math.sinh(v);
    for (const tail of tails) {
      if (tail.whole) continue;
      const added = panel(tail, offset, { width: next - offset, logTail: tail.logTail });
      tail.logTail += Math.log1p(added);
      tail.whole = added < 1e-17 && tail.logTail > -0.1;
    }
    offset = next;
  }
  return top.level + Math.log(sum * step * reach);
}

/** How far from the top the factors bend: log densities and tails of the logit are straight below -log(1 + b) and above log(1 + a). */
const structureReach = (factors: readonly BetaShapes[], top: number): number =>
  factors.reduce((reach, { a, b }) => Math.max(reach, top + Math.log1p(b), Math.log1p(a) - top), 0) + Math.PI;

/** Fine for the narrowest of the factors, where they are centred and at the top, and for the branch points of the logit at +-pi i. */
function gridStep(factors: readonly Anchored[]): number {
  const information = (factor: Anchored) =>
    Math.max((factor.a + factor.b) * factor.x * factor.y, 1 / (1 / factor.a + 1 / factor.b));
  return Math.min(0.3, 0.45 / Math.sqrt(factors.reduce((sum, factor) => sum + information(factor), 0)));
}

/** The log of what part of the top ends the grid. */
const negligible = -35;

interface Top {
  readonly u: number;
  /** The log of the integrand there. */
  readonly level: number;
  /** About the standard deviation of the integrand. */
  readonly width: number;
}

const pointAt = ({ a, b }: BetaShapes, u: number) => ({ a, b, x: 1 / (1 + Math.exp(-u)), y: 1 / (1 + Math.exp(u)) });

function logTailAt(shapes: BetaShapes, u: number): number {
  // So far out x = exp(u) would underflow, and the tail is a power of it.
  if (u < farLeft) return logTailAt(shapes, farLeft) + shapes.a * (u - farLeft);
  return tailLog(betaTail(pointAt(shapes, u)), 'lower');
}

const farLeft = -600;

function findTop(density: BetaShapes, others: readonly BetaShapes[]): Top {
  const farthest = 3 * [density, ...others].reduce((sum, shapes) => sum + spread(shapes), 0);
  let u = Math.log(density.a / density.b);
  let [below, above] = [-Infinity, Infinity];
  for (let round = 0; ; round += 1) {
    const { x, y } = pointAt(density, u);
    const n = density.a + density.b;
    let [level, slope, curvature] = [logBetaTerm(pointAt(density, u)), density.a - n * x, -n * x * y];
    for (const other of others) {
      const [logTail, slopeOfDensity] = [logTailAt(other, u), other.a - (other.a + other.b) * x];
      const hazard = Math.exp(logBetaTerm(pointAt(other, u)) - logTail);
      level += logTail;
      slope += hazard;
      // Never positive, as log-concave tails are; far out rounding would say otherwise.
      curvature += Math.min(0, hazard * (slopeOfDensity - hazard));
    }
    const width = 1 / Math.sqrt(-curvature);
    const move = Math.max(-farthest, Math.min(farthest, slope * width * width));
    if (Math.abs(move) < 0.1 * width || round === 200) return { u, level, width };
    if (slope > 0) below = u;
    else above = u;
    // The top lies between the places where the integrand rises and falls; a step beyond them halves instead.
    u = u + move > below && u + move < above ? u + move : (below + above) / 2;
  }
}

/** Where the integrand has fallen to e^-35 of its top on the left, or somewhat further, but not to nothing. */
function leftEnd(density: BetaShapes, others: readonly BetaShapes[], { u, level, width }: Top): number {
  const shape = anchored(density, u);
  const levelAt = (at: number): number =>
    others.reduce((sum, other) => sum + logTailAt(other, at), logDensityAt(shape, at - u)) - level;
  let [inside, left, move] = [u, u - 5 * width, 4 * width];
  let there = levelAt(left);
  while (there >= negligible) {
    [inside, left, move] = [left, left - move, 1.5 * move];
    there = levelAt(left);
  }
  // A side much steeper than the top is wide would be a cliff to the sums over the panels.
  for (let round = 0; round < 60 && !(there > 3 * negligible); round += 1) {
    const middle = (inside + left) / 2;
    const levelThere = levelAt(middle);
    if (levelThere >= negligible) inside = middle;
    else [left, there] = [middle, levelThere];
  }
  return left;
}

/** A density of the logit with what does not change from point to point taken out. */
interface Anchored extends BetaShapes {
  readonly x: number;
  readonly y: number;
  readonly level: number;
}

function anchored(shapes: BetaShapes, u: number): Anchored {
  const point = pointAt(shapes, u);
  return { ...point, level: logBetaTerm(point) };
}

/** The log density at a distance from the anchor: differences are small where the terms themselves are millions. */
function logDensityAt({ a, b, x, y, level }: Anchored, distance: number): number {
  return distance <= 0
    ? level + a * distance - (a + b) * logMixture(distance, x, y)
    : level - b * distance - (a + b) * logMixture(-distance, y, x);
}

/** log(rest + share exp(exponent)) for an exponent of at most 0 and share + rest = 1. */
const logMixture = (exponent: number, share: number, rest: number): number =>
  exponent > -0.7 ? Math.log1p(share * Math.expm1(exponent)) : Math.log(rest + share * Math.exp(exponent));

/** Nodes and weights of Gauss and Legendre's rule with 16 points on [-1, 1], those above 0. */
const nodes = [
  [0.09501250983763744, 0.1894506104550685],
  [0.28160355077925891, 0.18260341504492359],
  [0.45801677765722739, 0.169156519395002538],
  [0.61787624440264375, 0.149595988816576732],
  [0.755404408355003, 0.124628971255533872],
  [0.86563120238783174, 0.0951585116824927848],
  [0.94457502307323258, 0.0622535239386478929],
  [0.98940093499164993, 0.0271524594117540949],
] as const;

/** The probability between two points of the grid over the lower tail at the first. */
function panel(density: Anchored, from: number, { width, logTail }: { width: number; logTail: number }): number {
  const middle = from + width / 2;
  let sum = 0;
  for (const [node, weight] of nodes) {
    const offset = (node * width) / 2;
    const below = Math.exp(logDensityAt(density, middle - offset) - logTail);
    sum += weight * (below + Math.exp(logDensityAt(density, middle + offset) - logTail));
  }
  return (sum * width) / 2;
}
