import { EdgeError } from '@harper-edge/contracts';

/**
 * The labels as declared, or those of a file with one a line; `undefined` where none are declared.
 *
 * @throws EdgeError INVALID_INPUT when there is no such file, or it is no UTF-8
 */
export function readLabels(
  labels: readonly string[] | string | undefined,
  files: ReadonlyMap<string, Uint8Array>,
): readonly string[] | undefined {
  if (typeof labels !== 'string') return labels;
  const bytes = files.get(labels);
  if (bytes === undefined) {
    const names = [...files.keys()]
      .filter((name) => name !== '')
      .slice(0, 20)
      .map((name) => `"${name}"`);
    throw new EdgeError(
      'INVALID_INPUT',
      `metadata.postprocessing.labels: the artifact has no file "${labels}"; it has ${names.join(', ') || 'only the model'}`,
    );
  }
  try {
    const lines = new TextDecoder('utf-8', { fatal: true }).decode(bytes).split(/\r?\n/);
    return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  } catch (cause) {
    throw new EdgeError('INVALID_INPUT', `metadata.postprocessing.labels: "${labels}" is no UTF-8 text`, { cause });
  }
}
