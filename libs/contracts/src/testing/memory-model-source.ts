import { EdgeError } from '../edge-error.ts';
import type { ModelSource } from '../ports/model-source.ts';

/** A source over files in memory, for tests of what fetches from a source. */
export function createMemoryModelSource(
  models: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>>,
): ModelSource {
  const filesOf = (reference: string): Readonly<Record<string, Uint8Array>> => {
    const files = Object.hasOwn(models, reference) ? models[reference] : undefined;
    if (files === undefined) throw new EdgeError('NOT_FOUND', `no model "${reference}" in this source`);
    return files;
  };
  return {
    name: 'memory',
    inspect: (reference) =>
      Promise.resolve().then(() => ({
        revision: '1',
        suggestedName: reference.replaceAll(/[^A-Za-z0-9._-]/g, '-'),
        variants: [],
        files: Object.entries(filesOf(reference)).map(([path, bytes]) => ({ path, sizeBytes: bytes.length })),
        metadata: {},
      })),
    open: (reference, path, { offsetBytes = 0 } = {}) =>
      Promise.resolve().then(() => {
        const files = filesOf(reference);
        if (path === '' || /[\\\0]/.test(path) || path.startsWith('/') || path.split('/').includes('..')) {
          throw new EdgeError('INVALID_INPUT', `path: expected one inside the model, received ${JSON.stringify(path)}`);
        }
        const bytes = Object.hasOwn(files, path) ? files[path] : undefined;
        if (bytes === undefined) throw new EdgeError('NOT_FOUND', `no file "${path}" in model "${reference}"`);
        if (!Number.isInteger(offsetBytes) || offsetBytes < 0 || offsetBytes > bytes.length) {
          throw new EdgeError(
            'INVALID_INPUT',
            `offsetBytes: expected 0 to ${String(bytes.length)}, received ${String(offsetBytes)}`,
          );
        }
        return new ReadableStream<Uint8Array>({
          start: (controller) => {
            if (offsetBytes < bytes.length) controller.enqueue(bytes.slice(offsetBytes));
            controller.close();
          },
        });
      }),
  };
}
