import { EdgeError } from '@harper-edge/contracts';

/**
 * The name, where it can stand in an archive: folders with `/`, nothing that leads outside or means different things to
 * different programs.
 *
 * @throws EdgeError INVALID_INPUT
 */
export function checkFileName(name: string): string {
  const isPlain =
    !/^[A-Za-z]:/.test(name) &&
    !/[\\\u0000-\u001f\u007f]/.test(name) &&
    name.split('/').every((part) => part !== '' && part !== '.' && part !== '..') &&
    Buffer.byteLength(name) <= 100;
  if (isPlain) return name;
  throw new EdgeError(
    'INVALID_INPUT',
    `file name: expected at most 100 bytes such as "model.json" or "onnx/model.onnx", received ${JSON.stringify(name.slice(0, 120))}`,
  );
}
