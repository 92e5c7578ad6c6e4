import { type PsiSmoothing, psiTest } from '@harper-edge/drift';
import { binnedCounts } from '../binned-counts.ts';
import type { Suite } from '../suite.ts';

export const psi = {
  cases: {
    run: (input) => {
      const counts = binnedCounts(input);
      const result = psiTest(counts);
      if (!result.ok) return { error: result.reason };
      const smoothed = (smoothing: PsiSmoothing) => {
        const other = psiTest(counts, { smoothing });
        return other.ok ? other.statistic : other.reason;
      };
      return {
        edges: counts.edges,
        referenceCounts: counts.reference,
        currentCounts: counts.current,
        'psiFloor1e-4': result.statistic,
        'psiZeroReplace1e-4': smoothed('replaceZeros'),
        'psiLaplace0.5': smoothed('laplace'),
        nullMean: result.nullMean,
        excess: result.excess,
        chiSquareApprox: result.chiSquareApprox,
        pValueApprox: result.pValue,
      };
    },
    tolerance: (key, _expected, input) => {
      if (/^(edges|referenceCounts|currentCounts)/.test(key)) return {};
      if (key !== 'pValueApprox') return { relative: 1e-12, absolute: 1e-15 };
      const result = psiTest(binnedCounts(input));
      return { relative: result.ok && result.chiSquareApprox < 1e-6 ? 1e-8 : 1e-10 };
    },
  },
} as const satisfies Suite;
