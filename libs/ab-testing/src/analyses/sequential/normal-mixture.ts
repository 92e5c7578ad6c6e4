import { checkTuning, type TunedOptions } from './asymptotic.ts';
import { type ConfidenceSequence, type Look, checkLook, sequenceAround } from './confidence-sequence.ts';

/** rho = tuningN / (log log(e / alpha^2) - 2 log alpha). */
const normalMixtureRho = (alpha: number, tuningN: number): number =>
  tuningN / (Math.log(1 - 2 * Math.log(alpha)) - 2 * Math.log(alpha));

/**
 * The two-sided normal mixture boundary: half width se sqrt((n + rho) log((n + rho) / (rho alpha^2)) / n), log e-value
 * n d^2 / (2 (n + rho) se^2) - log((n + rho) / rho) / 2. Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform,
 * nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49 (2021), p. 1055, in the form of Eppo's
 * documentation. tuningN is 10,000 by default.
 *
 * @throws RangeError for options outside their range or a look that cannot be
 */
export function normalMixtureSequence(
  look: Look,
  { alpha = 0.05, tuningN = 10_000 }: TunedOptions = {},
): ConfidenceSequence & { readonly rho: number } {
  checkLook(look, alpha);
  checkTuning(tuningN);
  const { difference, standardError, nTotal } = look;
  const rho = normalMixtureRho(alpha, tuningN);
  const sum = nTotal + rho;
  const sequence = sequenceAround(look, {
    halfWidth: standardError * Math.sqrt((sum / nTotal) * (Math.log(sum / rho) - 2 * Math.log(alpha))),
    logEValue: (nTotal / (2 * sum)) * (difference / standardError) ** 2 - Math.log1p(nTotal / rho) / 2,
  });
  return { ...sequence, rho };
}
