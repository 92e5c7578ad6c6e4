import { EdgeError } from '@harper-edge/contracts';

/** The path, where it leads to a place inside the model. @throws EdgeError INVALID_INPUT */
export function checkSourcePath(path: string): string {
  const isInside =
    path !== '' &&
    path.length <= 1_024 &&
    !/[\\\u0000-\u001f\u007f]/.test(path) &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (isInside) return path;
  throw new EdgeError(
    'INVALID_INPUT',
    `path: expected one inside the model, received ${JSON.stringify(path.slice(0, 120))}`,
  );
}
