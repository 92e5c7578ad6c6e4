import type { ModelVersion, Stage, Store } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRegistry, modelTable, type Registry } from './index.ts';
import { registerVersions } from './testing/register-versions.ts';

const clock = createFakeClock();
let store: Store;
let registry: Registry;

beforeEach(() => {
  clock.advance(1_000);
  store = createMemoryStore({ clock });
  registry = createRegistry({ store, clock });
});

const register = (...versions: readonly (readonly [version: string, stage?: Stage])[]): Promise<void> =>
  registerVersions({ registry, clock }, versions);
const served = async (): Promise<string> => (await registry.resolve('m')).version;
const stageOf = async (version: string): Promise<Stage> => (await registry.get('m', version)).stage;
const ready = (): Promise<void> => Promise.resolve();

interface Step {
  readonly by?: string;
  readonly approvedBy?: string;
  readonly ifRevision?: readonly number[];
}

const promote = (version: string, stage: Stage, step: Step = { approvedBy: 'ann' }) =>
  registry.promote({ modelId: 'm', version, stage, ...step }, ready);
const rollBack = (version?: string, step: Step = {}) => registry.rollBack({ modelId: 'm', version, ...step }, ready);
const validate = (version: string, passed = true) =>
  registry.validate({ modelId: 'm', version, passed, metrics: { accuracy: 0.9 }, by: 'tester', notes: null });

/** All the way up, as somebody does who follows the rules. */
async function release(version: string): Promise<void> {
  await promote(version, 'candidate');
  await validate(version);
  await promote(version, 'staging');
  await promote(version, 'production');
}

describe('the way of a version', () => {
  it.each<[Stage, readonly Stage[]]>([
    ['development', ['candidate', 'archived']],
    ['candidate', ['development', 'staging', 'archived']],
    ['staging', ['candidate', 'production', 'archived']],
    ['production', ['archived']],
    ['archived', ['candidate']],
  ])('goes from %s to %j and nowhere else', async (from, to) => {
    for (const stage of ['development', 'candidate', 'staging', 'production', 'archived'] as const) {
      if (stage === from) continue;
      store = createMemoryStore({ clock });
      registry = createRegistry({ store, clock });
      await register(['v1', from]);
      await validate('v1');
      if (to.includes(stage)) expect((await promote('v1', stage)).change).toMatchObject({ from, to: stage });
      else await expect(promote('v1', stage)).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await stageOf('v1')).toBe(to.includes(stage) ? stage : from);
    }
  });

  it('needs a passed validation into staging, the last one', async () => {
    await register(['v1', 'candidate']);
    await expect(promote('v1', 'staging')).rejects.toThrow(/has not been validated/);
    await validate('v1', false);
    await expect(promote('v1', 'staging')).rejects.toThrow(/failed its last validation/);
    await validate('v1');
    await promote('v1', 'staging');
    expect((await registry.get('m', 'v1')).validation).toEqual({
      passed: true,
      metrics: { accuracy: 0.9 },
      by: 'tester',
      notes: null,
      at: clock.nowMs(),
    });
  });

  it('needs a name that approves into production and out of it', async () => {
    await register(['v1', 'staging']);
    await expect(promote('v1', 'production', {})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await promote('v1', 'production', { by: 'bo', approvedBy: 'ann' });
    await expect(promote('v1', 'archived', { by: 'bo' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect((await registry.history('m')).changes[0]).toMatchObject({ by: 'bo', approvedBy: 'ann', to: 'production' });
  });

  it('archives the version replaced in the same act', async () => {
    await register(['v1', 'production'], ['v2']);
    await release('v2');
    expect([await served(), await stageOf('v1'), await stageOf('v2')]).toEqual(['v2', 'archived', 'production']);
    expect((await registry.history('m')).changes[0]).toMatchObject({ version: 'v2', replaced: 'v1', production: 'v2' });
  });

  it('changes nothing and writes nothing where the version is there already', async () => {
    await register(['v1', 'staging']);
    const { revision } = await promote('v1', 'production');
    expect((await promote('v1', 'production')).revision).toBe(revision);
  });

  it('leaves everything as it was when the version does not load', async () => {
    await register(['v1', 'production'], ['v2', 'staging']);
    const broken = new Error('does not load');
    const promotion = { modelId: 'm', version: 'v2', stage: 'production', approvedBy: 'ann' } as const;
    await expect(registry.promote(promotion, () => Promise.reject(broken))).rejects.toBe(broken);
    expect([await served(), await stageOf('v1'), await stageOf('v2')]).toEqual(['v1', 'production', 'staging']);
  });

  it('leads out of production too; then the newest version not archived answers, and a rollback brings it back', async () => {
    await register(['v1', 'production'], ['v2']);
    await promote('v1', 'archived');
    expect(await served()).toBe('v2');
    await rollBack();
    expect([await served(), await stageOf('v1')]).toEqual(['v1', 'production']);
  });

  it('may leave nothing that answers', async () => {
    await register(['v1', 'archived']);
    await expect(served()).rejects.toThrow(/all are archived or deleted/);
    expect((await registry.resolve('m', 'v1')).version).toBe('v1');
    await expect(registry.resolve('n')).rejects.toThrow(/no model "n"/);
  });

  it('is refused for what is not there', async () => {
    await expect(promote('v1', 'candidate')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(registry.lifecycle('m')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(registry.history('m')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('rollback', () => {
  beforeEach(async () => {
    await register(['v1', 'production'], ['v2', 'production'], ['v3', 'production'], ['v4']);
  });

  it('goes back one version at a time, and says when there is none', async () => {
    expect((await rollBack()).change).toMatchObject({ action: 'rollback', version: 'v2', replaced: 'v3' });
    expect([await served(), await stageOf('v3')]).toEqual(['v2', 'archived']);
    await rollBack();
    expect(await served()).toBe('v1');
    await expect(rollBack()).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('of a model that is not there says so', async () => {
    await expect(registry.rollBack({ modelId: 'nobody' }, ready)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('goes to a named version that was in production, also forward again', async () => {
    await rollBack('v1');
    expect(await served()).toBe('v1');
    await rollBack('v3');
    expect(await served()).toBe('v3');
    await rollBack();
    expect(await served()).toBe('v1');
    await expect(rollBack('v4')).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(rollBack('v9')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('forgets versions that were removed', async () => {
    await registry.remove({ modelId: 'm', version: 'v2' });
    await rollBack();
    expect(await served()).toBe('v1');
  });
});

describe('several at once', () => {
  it('two promotions into production: one wins, the other is told', async () => {
    await register(['v1', 'production'], ['v2', 'staging'], ['v3', 'staging']);
    const results = await Promise.allSettled([promote('v2', 'production'), promote('v3', 'production')]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CONFLICT' } });
    const rows = (await registry.list({ modelId: 'm', stage: 'production' })).rows;
    expect(rows.map(({ version }) => version)).toEqual([await served()]);
  });

  it('a stale revision is PRECONDITION_FAILED, before and during the change', async () => {
    await register(['v0', 'production'], ['v1', 'production'], ['v2', 'staging'], ['v3', 'staging']);
    const { revision } = await registry.lifecycle('m');
    const step = { approvedBy: 'ann', ifRevision: [revision] };
    const stale = { ...step, ifRevision: [revision - 1] };
    await expect(promote('v2', 'production', stale)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    const racing = [promote('v2', 'production', step), promote('v3', 'production', step), rollBack(undefined, step)];
    const results = await Promise.allSettled(racing);
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'PRECONDITION_FAILED' });
    }
  });

  it('changes that do not decide what answers wait for each other', async () => {
    const versions = Array.from({ length: 20 }, (_, i) => `v${i}`);
    await Promise.all(versions.map((version) => register([version])));
    await Promise.all(versions.map((version) => promote(version, 'candidate')));
    const rows = (await registry.list({ modelId: 'm', stage: 'candidate' })).rows;
    expect(rows.map(({ deploymentVersion }) => deploymentVersion).sort((a = 0, b = 0) => a - b)).toEqual(
      versions.map((_, i) => i + 1),
    );
    expect((await registry.lifecycle('m')).revision).toBe(40);
  });
});

describe('versions are counted', () => {
  it('by the registry, with the version they were made from', async () => {
    await register(['v1', 'production'], ['a', 'development']);
    await registry.remove({ modelId: 'm', version: 'a' });
    await registerVersions({ registry, clock }, [['b']], { parentVersion: 'v1' });
    await register(['c']);
    const numbers = async (version: string) => {
      const { deploymentVersion, parentDeployment } = await registry.get('m', version);
      return [deploymentVersion, parentDeployment];
    };
    expect(await numbers('v1')).toEqual([1, null]);
    expect(await numbers('b')).toEqual([3, 1]);
    expect(await numbers('c')).toEqual([4, 1]);
    await expect(registerVersions({ registry, clock }, [['d']], { parentVersion: 'x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('aliases', () => {
  const setAlias = (alias: string, version: string | null) => registry.setAlias({ modelId: 'm', alias, version });

  it('stand for a version, move and go', async () => {
    await register(['v1'], ['v2']);
    await setAlias('champion', 'v1');
    expect((await registry.resolve('m', 'champion')).version).toBe('v1');
    await setAlias('champion', 'v2');
    await setAlias('challenger', 'champion');
    expect((await registry.resolve('m', 'champion')).version).toBe('v2');
    expect((await registry.lifecycle('m')).aliases).toEqual({ champion: 'v2', challenger: 'v2' });
    await promote('champion', 'candidate');
    expect(await stageOf('v2')).toBe('candidate');
    await setAlias('champion', null);
    await expect(registry.resolve('m', 'champion')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(setAlias('champion', null)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(
      (await registry.history('m')).changes
        .map(({ action, version, replaced }) => [action, version, replaced])
        .slice(0, 5),
    ).toEqual([
      ['alias', null, 'v2'],
      ['promote', 'v2', null],
      ['alias', 'v2', null],
      ['alias', 'v2', 'v1'],
      ['alias', 'v1', null],
    ]);
  });

  it('are at most a hundred', async () => {
    await register(['v1'], ['v2']);
    for (let i = 0; i < 100; i++) await setAlias(`a${i}`, 'v1');
    await expect(setAlias('one-more', 'v1')).rejects.toMatchObject({ code: 'CONFLICT' });
    await setAlias('a0', 'v2');
    await setAlias('a1', null);
    await setAlias('one-more', 'v1');
  });

  it('never share a name with a version or a stage, and keep their version', async () => {
    await register(['v1'], ['v2']);
    await setAlias('champion', 'v1');
    await expect(setAlias('v2', 'v1')).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(setAlias('production', 'v1')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(setAlias('best', 'v9')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(register(['champion'])).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(registry.remove({ modelId: 'm', version: 'v1' })).rejects.toMatchObject({ code: 'CONFLICT' });
    for (const name of ['__proto__', 'constructor', 'toString']) {
      await expect(registry.resolve('m', name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('collectVersions', () => {
  it('removes what was archived long ago and nothing refers to', async () => {
    await register(['v1', 'production'], ['v2', 'production'], ['v3', 'production']);
    await register(['v4', 'archived'], ['v5', 'archived'], ['v6', 'staging']);
    await registry.setAlias({ modelId: 'm', alias: 'kept', version: 'v4' });
    clock.advance(1_000_000);
    await register(['v7', 'archived']);
    const options = { archivedForMs: 500_000, by: 'ann' };
    const names = (rows: readonly ModelVersion[]) => rows.map(({ version }) => version).sort();
    expect(names(await registry.collectVersions({ ...options, dryRun: true }))).toEqual(['v1', 'v5']);
    expect(names((await registry.list({ modelId: 'm' })).rows)).toHaveLength(7);
    expect(names(await registry.collectVersions(options))).toEqual(['v1', 'v5']);
    expect(names((await registry.list({ modelId: 'm' })).rows)).toEqual(['v2', 'v3', 'v4', 'v6', 'v7']);
    expect((await registry.history('m')).changes[0]).toMatchObject({ action: 'remove', by: 'ann' });
  });
});

describe('models of an older release', () => {
  it('go on from the stages that their rows say', async () => {
    await register(['v1', 'production'], ['v2', 'staging']);
    const rows = (await registry.list({ modelId: 'm' })).rows;
    store = createMemoryStore({ clock });
    const models = store.table(modelTable);
    for (const { lifecycleRevision, productionRevision, deploymentVersion, parentDeployment, ...row } of rows) {
      await models.put(row);
    }
    registry = createRegistry({ store, clock });
    expect(await served()).toBe('v1');
    expect(await registry.lifecycle('m')).toMatchObject({ revision: 0, production: 'v1', registered: 2 });
    await promote('v2', 'production');
    expect([await served(), await stageOf('v1')]).toEqual(['v2', 'archived']);
    await rollBack();
    expect(await served()).toBe('v1');
  });
});
