import { EdgeError } from '@harper-edge/contracts';

export interface Members {
  /** What is read. */
  readonly known: readonly string[];
  /** What changes no answer, whatever its value. */
  readonly harmless?: readonly string[];
  /** Values of other members that ask for nothing, beside null, false, 0 and what is empty. */
  readonly neutral?: Readonly<Record<string, readonly unknown[]>>;
}

/**
 * Refuses members that would change the answer if they were read: to ignore them would be to answer another question.
 *
 * @throws EdgeError INVALID_INPUT naming the member; `path` is put before it
 */
export function refuseOthers(given: object, { known, harmless = [], neutral = {} }: Members, path = ''): void {
  for (const [name, value] of Object.entries(given)) {
    if (known.includes(name) || harmless.includes(name) || isEmpty(value)) continue;
    if (neutral[name]?.includes(value) === true) continue;
    const param = `${path}${name.slice(0, 80)}`;
    throw new EdgeError('INVALID_INPUT', `${param}: not supported here; leave it out`, { param });
  }
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
