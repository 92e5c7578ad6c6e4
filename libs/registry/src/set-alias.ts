import { EdgeError, stages, type ModelVersion, type Table } from '@harper-edge/contracts';
import { findVersion, modelVersionId } from './find-version.ts';
import type { Lifecycles, PlannedChange } from './lifecycles.ts';
import type { ModelLifecycle } from './model-lifecycle.ts';
import { authorOf, type ChangeRequest } from './promote-version.ts';

/** They all stand in one row, which is to stay small. */
const maxAliases = 100;

export interface AliasRequest extends ChangeRequest {
  readonly modelId: string;
  readonly alias: string;
  /** A version, or another alias for what it names now; `null` takes the alias away. */
  readonly version: string | null;
}

interface Parts {
  readonly models: Table<ModelVersion>;
  readonly lifecycles: Lifecycles;
}

/** What `Registry.setAlias` promises. */
export function setAlias(
  { models, lifecycles }: Parts,
  { modelId, alias, version, ifRevision, ...author }: AliasRequest,
): Promise<ModelLifecycle> {
  const plan = async (before: ModelLifecycle): Promise<PlannedChange | undefined> => {
    const replaced = before.aliases[alias] ?? null;
    const { [alias]: _taken, ...others } = before.aliases;
    const change = { action: 'alias', alias, replaced, ...authorOf(author) } as const;
    if (version === null) {
      if (replaced === null) throw new EdgeError('NOT_FOUND', `model "${modelId}" has no alias "${alias}"`);
      return { aliases: others, change: { ...change, version }, effects: [] };
    }
    await checkName(models, modelId, alias);
    const model = await findVersion(models, before, version);
    if (model.version === replaced) return undefined;
    if (replaced === null && Object.keys(others).length >= maxAliases) {
      throw new EdgeError('CONFLICT', `model "${modelId}" has ${maxAliases} aliases, as many as it can; take one away`);
    }
    return {
      aliases: { ...others, [alias]: model.version },
      change: { ...change, version: model.version },
      effects: [],
    };
  };
  return lifecycles.commit(modelId, plan, { ifRevision, whenOvertaken: 'planAgain' });
}

async function checkName(models: Table<ModelVersion>, modelId: string, alias: string): Promise<void> {
  if ((stages as readonly string[]).includes(alias)) {
    throw new EdgeError('INVALID_INPUT', `alias: "${alias}" is a stage; expected another name`);
  }
  if ((await models.get(modelVersionId(modelId, alias))) !== undefined) {
    throw new EdgeError('CONFLICT', `"${alias}" is a version of model "${modelId}"; expected another name`);
  }
}
