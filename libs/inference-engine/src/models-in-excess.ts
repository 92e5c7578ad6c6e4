import type { LeasedModel } from './leased-model.ts';

export interface MemoryRules {
  readonly maxBytes: number;
  /** A model that was loaded less than this ago stays, unless memory is half over the limit. */
  readonly minResidencyMs: number;
  readonly nowMs: number;
  /** The model used last stays, also where it does not fit alone. */
  readonly usedLast: string | undefined;
}

/** The keys of the models to free so that the others fit; `models` holds the least recently used first. */
export function modelsInExcess(models: ReadonlyMap<string, LeasedModel>, rules: MemoryRules): readonly string[] {
  const { maxBytes, minResidencyMs, nowMs, usedLast } = rules;
  let total = 0;
  for (const model of models.values()) total += model.served()?.memoryBytes ?? 0;
  const excess: string[] = [];
  for (const [key, model] of models) {
    if (total <= maxBytes) break;
    const served = model.served();
    if (key === usedLast || served === undefined || served.isPinned) continue;
    if (nowMs - model.loadedMs() < minResidencyMs && total <= maxBytes * 1.5) continue;
    total -= served.memoryBytes;
    excess.push(key);
  }
  return excess;
}
