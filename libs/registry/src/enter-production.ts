import type { ModelVersion, Table } from '@harper-edge/contracts';
import { modelVersionId } from './find-version.ts';
import type { PlannedChange } from './lifecycles.ts';
import type { ModelLifecycle, VersionEffect } from './model-lifecycle.ts';

/** So many rollbacks in a row can be made. */
const maxPrevious = 100;

interface Entry extends Pick<PlannedChange, 'effects'> {
  readonly production: string;
  readonly replaced: string | null;
}

/** What putting a version into production does: the version there before is archived in the same act. */
export async function enterProduction(
  models: Table<ModelVersion>,
  before: ModelLifecycle,
  { version, uploadedAt }: Pick<ModelVersion, 'version' | 'uploadedAt'>,
): Promise<Entry> {
  const { id, revision, production } = before;
  const replaced = production === null ? undefined : await models.get(modelVersionId(id, production));
  const archived: readonly VersionEffect[] =
    replaced === undefined
      ? []
      : [{ version: replaced.version, uploadedAt: replaced.uploadedAt, fields: { stage: 'archived' } }];
  return {
    production: version,
    replaced: production,
    effects: [{ version, uploadedAt, fields: { stage: 'production', productionRevision: revision + 1 } }, ...archived],
  };
}

/** Where rollbacks lead after `version` has taken the place of what is in production. */
export function previousAfter({ production, previous }: ModelLifecycle, version: string | null): readonly string[] {
  const gone = production === null || production === version ? [] : [production];
  return [...previous.filter((other) => other !== version && other !== production), ...gone].slice(-maxPrevious);
}
