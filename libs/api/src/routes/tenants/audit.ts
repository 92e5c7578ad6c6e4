import { z } from 'zod';
import { given } from '../../http/given.ts';
import { route } from '../../http/route.ts';
import { cursor, id, limit, time } from '../schemas.ts';

const auditEntry = z
  .object({
    id: z.string(),
    at: z.number().meta({ description: 'Milliseconds since 1970.' }),
    tenantId: z.string(),
    action: z.string().meta({ example: 'tenant.put' }),
    by: z.string().meta({ description: "The user of the host, or <tenant>/<keyId> of the tenant's key." }),
    requestId: z.string(),
    details: z
      .record(z.string(), z.union([z.string(), z.number(), z.null(), z.array(z.string()).readonly()]))
      .readonly(),
    outcome: z.string().nullable().meta({
      description: 'done, or the code it failed with; null while it runs, and for ever if the host died in it.',
    }),
  })
  .readonly()
  .meta({ id: 'AuditEntry' });

export const auditRoute = route({
  method: 'GET',
  path: '/audit',
  summary: 'What administrators did to tenants, newest first; for administrators',
  tag: 'tenants',
  isForAdmins: true,
  query: z.object({ tenant: id('tenant').optional(), from: time.optional(), to: time.optional(), limit, cursor }),
  answer: z.object({ entries: z.array(auditEntry).readonly(), count: z.number(), nextCursor: z.string().optional() }),
  handle: async ({ services, query: { tenant: tenantId, ...rest } }) => {
    const { rows, nextCursor } = await services.shop.audit.list(given({ tenantId, ...rest }));
    return { entries: rows, count: rows.length, ...given({ nextCursor }) };
  },
});
