import type { AuditEntry } from '@harper-edge/tenants';
import type { Caller } from '../http/route.ts';
import type { Services } from '../services.ts';
import { changeAuthor } from '../use-cases/change-author.ts';

interface Audited {
  readonly services: Services;
  readonly caller: Caller | undefined;
  readonly requestId: string;
}

type Action = Pick<AuditEntry, 'action' | 'tenantId'> & { readonly details?: AuditEntry['details'] };

/** Does what an administrator asks for, with an entry in the log. */
export function audited<T>(
  { services, caller, requestId }: Audited,
  { details = {}, ...what }: Action,
  { act, tell }: { readonly act: () => Promise<T>; readonly tell?: (result: T) => AuditEntry['details'] },
): Promise<T> {
  const by = changeAuthor(caller).by ?? 'unknown';
  return services.shop.audit.record({ ...what, details, by, requestId }, act, tell);
}
