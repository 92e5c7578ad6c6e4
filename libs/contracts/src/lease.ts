import { isEdgeError } from './edge-error.ts';
import type { Clock } from './ports/clock.ts';
import type { Row, Table } from './ports/table.ts';

/** A row that one worker at a time may work on. */
export interface Leased extends Row {
  /** A new name for every lease; `null` when there is none. */
  readonly leaseOwner: string | null;
  /** Milliseconds since 1970; whoever died holds it no longer than this. */
  readonly leaseUntil: number | null;
}

export interface LeaseTerms {
  readonly clock: Clock;
  readonly leaseMs: number;
}

/** Also true of a lease that ends later than any could: the clock has been set back since. */
export function isFree({ leaseOwner, leaseUntil }: Leased, { clock, leaseMs }: LeaseTerms): boolean {
  if (leaseOwner === null || leaseUntil === null) return true;
  const leftMs = leaseUntil - clock.nowMs();
  return leftMs <= 0 || leftMs > 2 * leaseMs;
}

/**
 * Takes the lease of a free row, with changes to it; `undefined` when somebody else was faster. Of all that try, in whatever
 * thread, one succeeds, because the row must still have the lease, and the fields of `alsoMatch`, that it was read with.
 */
export async function takeLease<R extends Leased>(
  table: Table<R>,
  row: R,
  { changes, alsoMatch = {} }: { readonly changes: Partial<Omit<R, 'id'>>; readonly alsoMatch?: Partial<R> },
): Promise<R | undefined> {
  const { leaseOwner, leaseUntil } = row;
  try {
    return await table.patch(row.id, changes, { ifMatch: { leaseOwner, leaseUntil, ...alsoMatch } });
  } catch (error) {
    if (isEdgeError(error, 'PRECONDITION_FAILED') || isEdgeError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}
