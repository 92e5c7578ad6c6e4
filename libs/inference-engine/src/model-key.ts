import type { Framework, Json } from '@harper-edge/contracts';
import type { EngineModel } from './inference-engine.ts';

/** The declared metadata that decides how a model is run. */
const deciding = ['file', 'taskType', 'preprocessing', 'postprocessing', 'serving'];

/** The same bytes may be a model of one framework and none of another, and be run in different ways. */
export function modelKey({ framework, sha256, metadata = {} }: Omit<EngineModel, 'sizeBytes'>): string {
  const how: Json[] = [];
  for (const name of deciding) if (metadata[name] !== undefined) how.push(name, metadata[name]);
  return `${framework}:${sha256}:${how.length === 0 ? '' : JSON.stringify(how)}`;
}

export function partsOfKey(key: string): { readonly framework: Framework; readonly sha256: string } {
  const [framework, sha256 = ''] = key.split(':', 2);
  return { framework: framework as Framework, sha256 };
}
