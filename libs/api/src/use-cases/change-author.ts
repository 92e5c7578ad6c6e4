import { EdgeError } from '@harper-edge/contracts';
import type { ChangeAuthor } from '@harper-edge/registry';
import type { Caller } from '../http/route.ts';

/** What a request says of who stands behind a change. */
export interface StatedAuthor {
  readonly by?: string | undefined;
  readonly approvedBy?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * Who makes a change: the user whom the host knows, whatever the request says; where the host knows nobody by name, because
 * it is open or its callers share a key, the name given. A known user approves by himself where nobody else is named.
 */
export function changeAuthor(caller: Caller | undefined, stated: StatedAuthor = {}): ChangeAuthor {
  const user = caller?.isUser === true ? caller.name : undefined;
  return {
    by: user ?? stated.by ?? stated.approvedBy ?? caller?.name ?? null,
    approvedBy: stated.approvedBy ?? user ?? null,
    reason: stated.reason ?? null,
  };
}

/** Who says so. @throws EdgeError INVALID_INPUT where nobody does */
export function sayer(caller: Caller | undefined, stated: string | undefined): string {
  const { by } = changeAuthor(caller, { by: stated });
  if (by !== null) return by;
  throw new EdgeError('INVALID_INPUT', 'by: expected who says so');
}
