import { isEdgeError, type EdgeErrorCode } from '../edge-error.ts';

/** Readable, and different for values that are different: bigint, NaN, typed arrays and undefined included. */
function show(value: unknown): string {
  return JSON.stringify(value === undefined ? '(undefined)' : value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return `${String(inner)}n`;
    if (typeof inner === 'number' && !Number.isFinite(inner)) return String(inner);
    if (inner === undefined) return '(undefined)';
    if (ArrayBuffer.isView(inner)) return { [inner.constructor.name]: Array.from(inner as Uint8Array) };
    if (inner !== null && typeof inner === 'object' && !Array.isArray(inner)) {
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return inner;
  });
}

/** Deep equality by value; the order of an object's keys does not matter. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (show(actual) !== show(expected)) {
    throw new Error(`${what}: expected ${show(expected).slice(0, 500)}, received ${show(actual).slice(0, 500)}`);
  }
}

export function expectTrue(condition: boolean, what: string): void {
  if (!condition) throw new Error(`expected: ${what}`);
}

/** Expects an `EdgeError` of one of the codes, and returns it. */
export async function expectEdgeError(
  call: () => Promise<unknown>,
  codes: EdgeErrorCode | readonly EdgeErrorCode[],
  what: string,
): Promise<void> {
  const wanted: readonly string[] = typeof codes === 'string' ? [codes] : codes;
  let outcome: unknown;
  try {
    outcome = await call();
  } catch (error) {
    if (isEdgeError(error) && wanted.includes(error.code)) return;
    throw new Error(`${what}: expected an EdgeError ${wanted.join(' or ')}, received ${String(error)}`, {
      cause: error,
    });
  }
  throw new Error(
    `${what}: expected an EdgeError ${wanted.join(' or ')}, but it answered ${show(outcome).slice(0, 200)}`,
  );
}
