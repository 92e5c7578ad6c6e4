import { checkLimit, EdgeError, type Table } from '@harper-edge/contracts';
import { changeId, type ModelChange } from './model-change.ts';

export interface HistoryQuery {
  /** Only what happened at this moment or before; milliseconds since 1970, UTC. */
  readonly at?: number;
  /** 1 to 10,000 changes; default 100. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

export interface HistoryPage {
  /** Newest first. */
  readonly changes: readonly ModelChange[];
  /** Present when older ones follow. */
  readonly nextCursor?: string;
}

/** The changes of a model that has made `revision` of them. */
export async function readHistory(
  history: Table<ModelChange>,
  { id, revision }: { readonly id: string; readonly revision: number },
  { at, limit = 100, cursor }: HistoryQuery,
): Promise<HistoryPage> {
  checkLimit(limit);
  const newest = cursor === undefined ? await revisionAt(history, { id, revision }, at) : parseCursor(cursor, revision);
  const oldest = Math.max(1, newest - limit + 1);
  const revisions = Array.from({ length: Math.max(0, newest - oldest + 1) }, (_, i) => newest - i);
  const found = await Promise.all(revisions.map((one) => history.get(changeId(id, one))));
  return {
    changes: found.filter((change) => change !== undefined),
    ...(oldest > 1 && { nextCursor: String(oldest - 1) }),
  };
}

/**
 * The last revision at a moment, 0 before the first. Revisions are numbered without gaps and their times never go back, so
 * halving finds it in about log2(revision) reads.
 */
async function revisionAt(
  history: Table<ModelChange>,
  { id, revision }: { readonly id: string; readonly revision: number },
  at: number | undefined,
): Promise<number> {
  if (at === undefined) return revision;
  let [known, later] = [0, revision + 1];
  while (later - known > 1) {
    const middle = Math.floor((known + later) / 2);
    const change = await history.get(changeId(id, middle));
    if (change !== undefined && change.at <= at) known = middle;
    else later = middle;
  }
  return known;
}

function parseCursor(cursor: string, revision: number): number {
  const next = Number(cursor);
  if (/^[0-9]{1,15}$/.test(cursor) && next >= 1 && next <= revision) return next;
  throw new EdgeError('INVALID_INPUT', 'cursor: expected the nextCursor of the page before, received something else');
}
