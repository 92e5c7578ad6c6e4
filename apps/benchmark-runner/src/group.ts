import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EdgeError, frameworks, type DeclaredMetadata, type Framework } from '@harper-edge/contracts';
import { z } from 'zod';

export type Features = Readonly<Record<string, unknown>>;

export interface GroupModel {
  readonly modelId: string;
  readonly version: string;
  readonly framework: Framework;
  readonly metadata: DeclaredMetadata;
  readonly readBytes: () => Promise<Uint8Array>;
}

/** Models that answer the same question, and inputs to ask them. */
export interface Group {
  readonly taskType: string;
  readonly equivalenceGroup: string;
  readonly outputDimensions?: number | undefined;
  readonly models: readonly GroupModel[];
  readonly testData: readonly Features[];
}

/** As it is chosen by: `classification/iris`. */
export const groupName = ({ taskType, equivalenceGroup }: Pick<Group, 'taskType' | 'equivalenceGroup'>): string =>
  `${taskType}/${equivalenceGroup}`;

export const featuresList = z.array(z.record(z.string(), z.unknown())).min(1);

const manifest = z.strictObject({
  taskType: z.string().min(1),
  equivalenceGroup: z.string().min(1),
  outputDimensions: z.number().int().min(1).optional(),
  models: z
    .array(
      z.strictObject({
        modelId: z.string(),
        version: z.string().default('v1'),
        framework: z.enum(frameworks).default('onnx'),
        file: z.string(),
        metadata: z.record(z.string(), z.json()).default({}),
      }),
    )
    .min(2),
  testData: featuresList,
});

/**
 * The groups of a folder: each `*.group.json` in it names model files beside it.
 *
 * @throws EdgeError INVALID_INPUT when there is none, or one is malformed
 */
export async function readGroups(folder: string): Promise<readonly Group[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new EdgeError('INVALID_INPUT', `--models ${folder}: cannot be read`, { cause });
  });
  const manifests = names.filter((name) => name.endsWith('.group.json')).sort();
  if (manifests.length === 0) throw new EdgeError('INVALID_INPUT', `--models ${folder}: expected a *.group.json in it`);
  return Promise.all(manifests.map((name) => readGroup(folder, name)));
}

async function readGroup(folder: string, name: string): Promise<Group> {
  const parsed = manifest.safeParse(await readJson(join(folder, name)));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw new EdgeError('INVALID_INPUT', `${name}: ${faults}`);
  }
  const { models, ...group } = parsed.data;
  const about = {
    taskType: group.taskType,
    equivalenceGroup: group.equivalenceGroup,
    ...(group.outputDimensions === undefined ? {} : { outputDimensions: group.outputDimensions }),
  };
  return {
    ...group,
    models: models.map(({ file, metadata, ...model }) => ({
      ...model,
      metadata: { ...metadata, ...about },
      readBytes: () => readFile(join(folder, file)),
    })),
  };
}

/** @throws EdgeError INVALID_INPUT when the file cannot be read or is no JSON */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const what = cause instanceof SyntaxError ? 'is no JSON' : 'cannot be read';
    throw new EdgeError('INVALID_INPUT', `${path} ${what}`, { cause });
  }
}
