import type { Clock, Store } from '@harper-edge/contracts';
import { createABTestingEngine, type StoredABTestingEngine } from '../engine/ab-testing-engine.ts';
import { createMemoryExperimentStore } from '../engine/experiment-store.ts';

export interface Experiments {
  /** The experiments of one tenant. */
  of(tenantId: string): StoredABTestingEngine;
}

/** Experiments that every host of a store sees alike. */
export function createExperiments({ clock }: { readonly store: Store; readonly clock: Clock }): Experiments {
  return { of: () => createABTestingEngine({ store: createMemoryExperimentStore(), clock: () => clock.nowMs() }) };
}
