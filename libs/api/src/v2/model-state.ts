import type { ModelVersion } from '@harper-edge/contracts';
import type { LoadedArtifact } from '@harper-edge/inference-engine';

/** A state of the model repository extension; a model that is not in memory is loaded by the first request for it. */
export interface ModelState {
  readonly state: 'READY' | 'LOADING' | 'UNAVAILABLE';
  /** Why it is not ready, else empty. */
  readonly reason: string;
}

export function modelState(
  { framework, sha256 }: ModelVersion,
  loaded: readonly Pick<LoadedArtifact, 'framework' | 'sha256' | 'memoryBytes'>[],
): ModelState {
  const held = loaded.find((artifact) => artifact.sha256 === sha256 && artifact.framework === framework);
  if (held === undefined) return { state: 'UNAVAILABLE', reason: 'unloaded' };
  return held.memoryBytes === 0 ? { state: 'LOADING', reason: 'loading' } : { state: 'READY', reason: '' };
}
