import { EdgeError } from '@harper-edge/contracts';
import type * as runtime from 'onnxruntime-node';

/** The parts of the package onnxruntime-node that are used. */
export type OnnxRuntime = Pick<typeof runtime, 'InferenceSession' | 'Tensor'>;

export type OnnxSession = Awaited<ReturnType<OnnxRuntime['InferenceSession']['create']>>;

export type OnnxValueMetadata = OnnxSession['inputMetadata'][number];

/** The import of the package, which is a large native library: only when the first model is loaded. */
export const importOnnxRuntime = (): Promise<OnnxRuntime> => import('onnxruntime-node');

/** @throws EdgeError NOT_INSTALLED when the package is missing, or has no build that runs on this platform. */
export async function loadOnnxRuntime(importRuntime: () => Promise<OnnxRuntime>): Promise<OnnxRuntime> {
  try {
    return await importRuntime();
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    throw new EdgeError(
      'NOT_INSTALLED',
      code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
        ? 'ONNX models need the package onnxruntime-node; install it with: npm install onnxruntime-node@1.30.0'
        : 'the package onnxruntime-node is installed but does not start on this platform; it has builds for Linux (glibc), macOS and Windows',
      { cause },
    );
  }
}
