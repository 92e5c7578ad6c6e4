import { hellinger, jensenShannon, lInfinity, totalVariation } from '@harper-edge/drift';
import { binnedCounts } from '../binned-counts.ts';
import type { Suite } from '../suite.ts';

export const jensenShannonCases = {
  cases: {
    run: (input) => {
      const counts = binnedCounts(input);
      const [result, root, half, most] = [
        jensenShannon(counts),
        hellinger(counts),
        totalVariation(counts),
        lInfinity(counts),
      ];
      if (!result.ok) return { error: result.reason };
      return {
        ...result,
        edges: counts.edges,
        referenceCounts: counts.reference,
        currentCounts: counts.current,
        hellinger: root.ok ? root.distance : root.reason,
        totalVariation: half.ok ? half.distance : half.reason,
        lInfinity: most.ok ? most.distance : most.reason,
      };
    },
    tolerance: (key, expected) => {
      if (/^(edges|referenceCounts|currentCounts)/.test(key)) return {};
      if (!/^distance|^hellinger$/.test(key)) return { relative: 1e-12, absolute: 1e-15 };
      // A distance is the root of a divergence.
      return Number(expected) ** 2 < 1e-13 ? { absolute: 1e-7 } : { relative: 1e-9 };
    },
  },
} as const satisfies Suite;
