import { binomialLogPmf } from '@harper-edge/stats';

export interface Lattice {
  readonly n: number;
  readonly m: number;
  /** The whole number h of the observed distance D = h / (n m). */
  readonly h: number;
  /** Marks the places where a tie group ends, if values are tied: see `tieGroupEnds`. */
  readonly tieEnds?: Uint8Array | undefined;
}

/**
 * Natural logarithm of P(D >= h / (n m)) under one continuous distribution: of all orders of n and m values the share
 * that reaches the distance. With `tieEnds`, of all labellings of the tied values, where only ends of tie groups count.
 * Closed form for n = m without ties, O(sqrt n); otherwise O(n m) at most, of which only cells within the band.
 */
export function ksExactLogP({ n, m, h, tieEnds }: Lattice): number {
  if (h <= 0) return 0;
  if (tieEnds !== undefined) return tiedLogP({ n, m, h, tieEnds });
  return n === m ? equalSizesLogP(n, h / n) : bandLogP({ n, m, h });
}

/**
 * 2 sum over j >= 1 of (-1)^(j-1) C(2n, n - j k) / C(2n, n) with k = D n (Gnedenko and Korolyuk 1951). Terms are ratios
 * of binomial probabilities, which keep their digits where differences of log-factorials would not.
 */
function equalSizesLogP(n: number, k: number): number {
  const middle = binomialLogPmf(n, 2 * n, 0.5);
  const logTerm = (j: number): number => binomialLogPmf(n - j * k, 2 * n, 0.5) - middle;
  const first = logTerm(1);
  let sum = 1;
  for (let j = 2; j * k <= n; j += 1) {
    const term = Math.exp(logTerm(j) - first);
    sum += j % 2 === 0 ? -term : term;
    if (term < 1e-18) break;
  }
  return Math.min(0, Math.LN2 + first + Math.log(sum));
}

/** One step down in scale; probabilities are kept as mantissa times this to a whole power, so that none underflows. */
const scale = 2 ** -512;

/** A row of probabilities A(i, j) of a path from (0, 0) to (i, j) having left the band. */
interface Cells {
  readonly mantissa: Float64Array;
  readonly power: Int32Array;
}

const certainCells = (length: number): Cells => ({
  mantissa: new Float64Array(length).fill(1),
  power: new Int32Array(length),
});

/** The power of 0, below all others. */
const ofZero = 2 ** 30;

/** A(i, j) = A(i-1, j) i / (i + j) + A(i, j-1) j / (i + j): no term is negative, so the smallest p keeps its digits. */
function step({ mantissa, power }: Cells, i: number, j: number): void {
  const upper = i > 0 ? (mantissa[j] as number) : 0;
  const left = j > 0 ? (mantissa[j - 1] as number) : 0;
  const upperPower = i > 0 ? (power[j] as number) : ofZero;
  const leftPower = j > 0 ? (power[j - 1] as number) : ofZero;
  const common = Math.min(upperPower, leftPower);
  const value =
    upperPower === leftPower
      ? (upper * i + left * j) / (i + j)
      : (upper * scale ** (upperPower - common) * i + left * scale ** (leftPower - common) * j) / (i + j);
  const isSmall = value < scale && value > 0;
  mantissa[j] = isSmall ? value / scale : value;
  power[j] = isSmall ? common + 1 : common;
}

/** The start, which lies inside the band. */
function setZero({ mantissa, power }: Cells): void {
  mantissa[0] = 0;
  power[0] = ofZero;
}

const logOf = ({ mantissa, power }: Cells, j: number): number =>
  Math.min(0, Math.log(mantissa[j] as number) + (power[j] as number) * Math.log(scale));

/** Outside the band |i m - j n| < h A is 1, so only the cells inside are computed. */
function bandLogP({ n, m, h }: Lattice): number {
  const cells = certainCells(m + 1);
  for (let i = 0; i <= n; i += 1) {
    // The first and last j with |i m - j n| < h.
    const low = Math.max(0, Math.floor((i * m - h) / n) + 1);
    const high = Math.min(m, Math.ceil((i * m + h) / n) - 1);
    if (low > 0) {
      cells.mantissa[low - 1] = 1;
      cells.power[low - 1] = 0;
    }
    for (let j = low; j <= high; j += 1) {
      if (i + j > 0) step(cells, i, j);
      else setZero(cells);
    }
  }
  return logOf(cells, m);
}

function tiedLogP({ n, m, h, tieEnds }: Required<Lattice>): number {
  const cells = certainCells(m + 1);
  for (let i = 0; i <= n; i += 1) {
    for (let j = 0; j <= m; j += 1) {
      if (tieEnds?.[i + j] === 1 && Math.abs(i * m - j * n) >= h) {
        cells.mantissa[j] = 1;
        cells.power[j] = 0;
      } else if (i + j > 0) step(cells, i, j);
      else setZero(cells);
    }
  }
  return logOf(cells, m);
}
