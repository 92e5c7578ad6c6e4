import {
  EdgeError,
  isEdgeError,
  parseId,
  type Clock,
  type Page,
  type Rng,
  type Store,
  type Table,
} from '@harper-edge/contracts';
import { cacheReads } from './cache-reads.ts';
import { randomHex } from './random-hex.ts';
import { defaultTenantSettings, tenantTable, type Tenant, type TenantRow, type TenantSettings } from './tenant.ts';

/** Removes all of one kind that belongs to a tenant. Called again after a crash, so that nothing left is no fault. */
export type RemoveTenantData = (tenantId: string) => Promise<void>;

export interface Tenants {
  /**
   * From memory for up to 2 s, less where it was changed on this host.
   * @throws EdgeError NOT_FOUND
   */
  get(tenantId: string): Tenant | Promise<Tenant>;
  list(options?: { readonly limit?: number; readonly cursor?: string }): Promise<Page<Tenant>>;
  /**
   * Creates it, or replaces its settings; those not given are the defaults.
   * @throws EdgeError PRECONDITION_FAILED when it has none of the revisions `ifRevision`; UNAVAILABLE while it is being removed
   */
  put(
    tenantId: string,
    settings: Partial<TenantSettings> & Pick<TenantSettings, 'name'>,
    options?: ChangeOptions,
  ): Promise<Tenant>;
  /**
   * Takes it away with everything that belongs to it. It answers no more before the first row goes; a removal that broke off
   * goes on with the next `delete` or `finishDeletions`.
   * @throws EdgeError NOT_FOUND, PRECONDITION_FAILED
   */
  delete(tenantId: string, options?: ChangeOptions): Promise<void>;
  /** Goes on with removals that a crash interrupted. */
  finishDeletions(): Promise<void>;
  /**
   * To be called after every change of its products.
   * @throws EdgeError NOT_FOUND when it was deleted meanwhile
   */
  catalogueChanged(tenantId: string): Promise<Tenant>;
}

export interface ChangeOptions {
  readonly ifRevision?: readonly number[] | undefined;
}

export interface TenantsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
  /** Everything that belongs to tenants and goes with them. */
  readonly owned?: readonly RemoveTenantData[];
}

/** The shops of a host. */
export function createTenants({ store, clock, rng, owned = [] }: TenantsOptions): Tenants {
  const rows = store.table(tenantTable);
  const found = async (tenantId: string): Promise<Tenant> => {
    const row = await rows.get(parseId(tenantId, 'tenant'));
    if (row === undefined || row.deletingSince !== null) throw noTenant(tenantId);
    return tenantOf(row);
  };
  const remove = async (tenantId: string): Promise<void> => {
    for (const removeData of owned) {
      // Who else removes it may have finished, and somebody made it anew.
      const row = await rows.get(tenantId);
      if (row === undefined || row.deletingSince === null) return;
      await removeData(tenantId);
    }
    const row = await rows.get(tenantId);
    if (row !== undefined && row.deletingSince !== null) await rows.delete(tenantId, { ifMatch: row });
  };
  const write = createWriter({ rows, clock, rng });
  return {
    get: cacheReads(found, { changes: rows.changes?.bind(rows), clock }),
    list: async (options = {}) => {
      const { rows: page, nextCursor } = await rows.query(options);
      const tenants = page.filter(({ deletingSince }) => deletingSince === null).map(tenantOf);
      return { rows: tenants, ...(nextCursor !== undefined && { nextCursor }) };
    },
    put: async (tenantId, given, options = {}) => write(parseId(tenantId, 'tenant'), given, options),
    delete: async (tenantId, { ifRevision } = {}) => {
      const row = await rows.get(parseId(tenantId, 'tenant'));
      if (row === undefined) throw noTenant(tenantId);
      if (row.deletingSince === null) {
        checkRevision(row, ifRevision);
        const ifMatch = { revision: row.revision, deletingSince: null };
        await rows.patch(tenantId, { deletingSince: clock.nowMs() }, { ifMatch });
      }
      await remove(tenantId);
    },
    finishDeletions: async () => {
      const all = await rows.query({ limit: 10_000 });
      for (const { id, deletingSince } of all.rows) if (deletingSince !== null) await remove(id);
    },
    catalogueChanged: async (tenantId) => {
      try {
        const catalogueRevision = newCatalogueRevision(clock, rng);
        return tenantOf(await rows.patch(tenantId, { catalogueRevision }, { ifMatch: { deletingSince: null } }));
      } catch (error) {
        throw isEdgeError(error, 'PRECONDITION_FAILED') ? noTenant(tenantId) : error;
      }
    },
  };
}

interface WriterParts {
  readonly rows: Table<TenantRow>;
  readonly clock: Clock;
  readonly rng: Rng;
}

/** Two who write at once without `ifRevision` both succeed, one after the other; so many times it is tried. */
const maxAttempts = 10;

function createWriter({ rows, clock, rng }: WriterParts) {
  type Given = Partial<TenantSettings> & Pick<TenantSettings, 'name'>;
  const attempt = async (id: string, given: Given, ifRevision: readonly number[] | undefined): Promise<Tenant> => {
    const settings: TenantSettings = { ...defaultTenantSettings, ...given };
    const row = await rows.get(id);
    const updatedAt = clock.nowMs();
    if (row !== undefined) {
      if (row.deletingSince !== null) throw beingRemoved(id);
      checkRevision(row, ifRevision);
      const changes = { ...settings, revision: row.revision + 1, updatedAt };
      return tenantOf(await rows.patch(id, changes, { ifMatch: { revision: row.revision, deletingSince: null } }));
    }
    if (ifRevision !== undefined) {
      throw new EdgeError('PRECONDITION_FAILED', `expected tenant "${id}" to be there, as If-Match says; it is not`);
    }
    // A tenant that comes again under the id of a deleted one has later revisions than that had.
    const created: TenantRow = {
      ...settings,
      id,
      revision: updatedAt,
      catalogueRevision: newCatalogueRevision(clock, rng),
      updatedAt,
      deletingSince: null,
    };
    await rows.put(created, { ifAbsent: true });
    return tenantOf(created);
  };
  return async (id: string, given: Given, { ifRevision }: ChangeOptions): Promise<Tenant> => {
    for (let attempts = 1; ; attempts++) {
      try {
        return await attempt(id, given, ifRevision);
      } catch (error) {
        const isLost = isEdgeError(error, 'CONFLICT') || isEdgeError(error, 'PRECONDITION_FAILED');
        if (!isLost || ifRevision !== undefined || attempts === maxAttempts) throw error;
      }
    }
  };
}

const beingRemoved = (id: string): EdgeError =>
  new EdgeError(
    'UNAVAILABLE',
    `tenant "${id}" is being removed; try again in a moment, or DELETE it again where that was interrupted`,
  );

/** What whoever may know of no such tenant is told: the same where there is one and where there is none. */
export const noTenant = (id: string): EdgeError => new EdgeError('NOT_FOUND', `no tenant "${id}"`);

function checkRevision({ id, revision }: Tenant, ifRevision: readonly number[] | undefined): void {
  if (ifRevision === undefined || ifRevision.includes(revision)) return;
  throw new EdgeError(
    'PRECONDITION_FAILED',
    `tenant "${id}" is at revision ${revision}, not at the one asked for; read it again`,
  );
}

const newCatalogueRevision = (clock: Clock, rng: Rng): string => `${clock.nowMs().toString(36)}-${randomHex(rng, 6)}`;

function tenantOf({ deletingSince: _, ...tenant }: TenantRow): Tenant {
  return tenant;
}
