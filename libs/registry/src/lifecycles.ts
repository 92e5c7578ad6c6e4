import { EdgeError, isEdgeError, scan, type Clock } from '@harper-edge/contracts';
import { changeId, type ModelChange } from './model-change.ts';
import type { ModelLifecycle, VersionEffect } from './model-lifecycle.ts';
import { settle, type LifecycleTables } from './settle.ts';

/** A change before it is written. Members of the model that are left out stay as they are. */
export interface PlannedChange extends Partial<
  Pick<ModelLifecycle, 'production' | 'previous' | 'aliases' | 'registered'>
> {
  readonly change: Pick<ModelChange, 'action' | 'version' | 'by' | 'approvedBy' | 'reason'> &
    Partial<Pick<ModelChange, 'from' | 'to' | 'replaced' | 'alias' | 'validation'>>;
  readonly effects: readonly VersionEffect[];
}

export interface CommitOptions {
  /** Revisions the caller wants to change; `undefined`: whichever there is. */
  readonly ifRevision?: readonly number[] | undefined;
  /** What happens when another change came first: `plan` is asked again, or the call fails with CONFLICT. */
  readonly whenOvertaken: 'planAgain' | 'fail';
}

export interface Moment {
  readonly revision: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

/** Makes a change from what holds before it, or `undefined` when there is nothing to change; throws to refuse it. */
export type Plan = (before: ModelLifecycle, moment: Moment) => Promise<PlannedChange | undefined>;

export interface Lifecycles {
  /** As the last change left it, with everything that follows from it. Revision 0: nothing is known of the model. */
  read(modelId: string): Promise<ModelLifecycle>;
  /**
   * Makes one change, whole or not at all, whatever else happens at the same time or in between.
   * @throws EdgeError PRECONDITION_FAILED when the revision is not one of `ifRevision`, CONFLICT when overtaken.
   */
  commit(modelId: string, plan: Plan, options: CommitOptions): Promise<ModelLifecycle>;
  /** Finishes what was interrupted, of one model. */
  settle(modelId: string): Promise<void>;
  /** The same of all models. */
  settleAll(): Promise<void>;
}

export function createLifecycles(tables: LifecycleTables & { readonly clock: Clock }): Lifecycles {
  const { lifecycles, clock } = tables;

  const read = async (modelId: string): Promise<ModelLifecycle> => {
    const found = await lifecycles.get(modelId);
    if (found === undefined) return firstLifecycle(tables, modelId);
    if (!found.settled) await settle(tables, found);
    return { ...found, settled: true };
  };

  const settleOne = async (modelId: string): Promise<void> => {
    const found = await lifecycles.get(modelId);
    if (found?.settled === false) await settle(tables, found);
  };

  const commit: Lifecycles['commit'] = async (modelId, plan, { ifRevision, whenOvertaken }) => {
    for (;;) {
      const before = await read(modelId);
      if (ifRevision?.includes(before.revision) === false) throw staleRevision(before, ifRevision);
      const moment = {
        revision: before.revision + 1,
        at: Math.max(clock.nowMs(), before.change?.at ?? 0),
      };
      const planned = await plan(before, moment);
      if (planned === undefined) return before;
      const after = await lifecycleAfter(tables, { before, planned, moment });
      if (await replace(tables, before, after)) {
        await settle(tables, after);
        return { ...after, settled: true };
      }
      if (whenOvertaken === 'fail' && ifRevision === undefined) {
        throw new EdgeError('CONFLICT', `model "${modelId}" was changed at the same time; look at it again`);
      }
    }
  };

  let settledChanges: number | undefined;
  const settleAll = async (): Promise<void> => {
    const changes = lifecycles.changes?.();
    if (changes !== undefined && changes === settledChanges) return;
    const where = [{ field: 'settled', op: 'eq', value: false }] as const;
    const { rows } = await lifecycles.query({ where, limit: 1_000 });
    await Promise.all(rows.map((row) => settle(tables, row)));
    if (rows.length === 0) settledChanges = changes;
  };

  return { read, commit, settle: settleOne, settleAll };
}

const staleRevision = ({ id, revision }: ModelLifecycle, expected: readonly number[]): EdgeError =>
  new EdgeError(
    'PRECONDITION_FAILED',
    `model "${id}": expected revision ${expected.join(' or ') || 'none'}, but it is ${revision}; look at it again`,
  );

/** Of a model without changes: what its versions say, which an older release of this project may have registered. */
async function firstLifecycle({ models }: LifecycleTables, modelId: string): Promise<ModelLifecycle> {
  let production: string | null = null;
  let newest: string | null = null;
  let registered = 0;
  for await (const { version, stage, lifecycleRevision } of versionsOf(models, modelId)) {
    // Its registration is still under way.
    if (lifecycleRevision === 0) continue;
    registered++;
    if (stage === 'production') production ??= version;
    if (stage !== 'archived') newest ??= version;
  }
  return {
    id: modelId,
    revision: 0,
    production,
    serving: production ?? newest,
    servingSince: null,
    previous: [],
    aliases: {},
    registered,
    settled: true,
    change: null,
    effects: [],
  };
}

const versionsOf = (models: LifecycleTables['models'], modelId: string) =>
  scan(models, {
    where: [{ field: 'modelId', op: 'eq', value: modelId }],
    sort: { field: 'uploadedAt', order: 'descending' },
  });

interface Step {
  readonly before: ModelLifecycle;
  readonly planned: PlannedChange;
  readonly moment: Moment;
}

async function lifecycleAfter(
  { models }: LifecycleTables,
  { before, planned, moment }: Step,
): Promise<ModelLifecycle & { readonly change: ModelChange }> {
  const { change, effects, ...fields } = planned;
  const { revision, at } = moment;
  const production = fields.production === undefined ? before.production : fields.production;
  const serving = production ?? (await newestVersion(models, before.id, effects));
  const servingSince = serving === null ? null : serving === before.serving ? before.servingSince : at;
  return {
    ...before,
    ...fields,
    revision,
    serving,
    servingSince,
    settled: false,
    effects,
    change: {
      from: null,
      to: null,
      replaced: null,
      alias: null,
      validation: null,
      ...change,
      id: changeId(before.id, revision),
      modelId: before.id,
      revision,
      at,
      production,
      serving,
      servingSince,
    },
  };
}

/** The newest version that will not be archived. */
async function newestVersion(
  models: LifecycleTables['models'],
  modelId: string,
  effects: readonly VersionEffect[],
): Promise<string | null> {
  for await (const { version, stage, lifecycleRevision } of versionsOf(models, modelId)) {
    const effect = effects.find((candidate) => candidate.version === version);
    const isThere = effect === undefined ? lifecycleRevision !== 0 : effect.fields !== null;
    if (isThere && (effect?.fields?.stage ?? stage) !== 'archived') return version;
  }
  return null;
}

/** Whether nobody else came first. */
async function replace(
  { lifecycles }: LifecycleTables,
  { change, revision }: ModelLifecycle,
  { id, ...after }: ModelLifecycle,
): Promise<boolean> {
  try {
    if (change === null) await lifecycles.put({ id, ...after }, { ifAbsent: true });
    else await lifecycles.patch(id, after, { ifMatch: { revision, settled: true } });
    return true;
  } catch (error) {
    if (isEdgeError(error, 'CONFLICT') || isEdgeError(error, 'PRECONDITION_FAILED')) return false;
    throw error;
  }
}
