import { EdgeError } from '@harper-edge/contracts';
import type * as runtime from 'ollama';

/** The part of the package ollama that is used. */
export type OllamaRuntime = Pick<typeof runtime, 'Ollama'>;

export type OllamaClient = InstanceType<OllamaRuntime['Ollama']>;

export const importOllamaRuntime = (): Promise<OllamaRuntime> => import('ollama');

/** @throws EdgeError NOT_INSTALLED when the package is missing or cannot be started. */
export async function loadOllamaRuntime(importRuntime: () => Promise<OllamaRuntime>): Promise<OllamaRuntime> {
  try {
    return await importRuntime();
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    throw new EdgeError(
      'NOT_INSTALLED',
      code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
        ? 'Ollama models need the package ollama; install it with: npm install ollama@0.6.4'
        : 'the package ollama is installed but does not start; install it again with: npm install ollama@0.6.4',
      { cause },
    );
  }
}
