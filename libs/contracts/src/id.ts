import { EdgeError } from './edge-error.ts';

const idPattern = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * Accepts ids of models, versions, events and users: 1 to 128 of `A-Z a-z 0-9 . _ -`, but not `.` or `..`,
 * so that an id is safe as a path segment, a key and a file name.
 *
 * @throws EdgeError INVALID_INPUT
 */
export function parseId(value: unknown, what: string): string {
  if (typeof value !== 'string' || !idPattern.test(value) || value === '.' || value === '..') {
    const received = typeof value === 'string' ? JSON.stringify(value.slice(0, 140)) : typeof value;
    throw new EdgeError(
      'INVALID_INPUT',
      `${what}: expected 1 to 128 characters of A-Z a-z 0-9 . _ - (not "." or ".."), received ${received}`,
    );
  }
  return value;
}
