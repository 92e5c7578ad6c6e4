import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSeededRng } from '@harper-edge/contracts/testing';
import { describe, expect, it } from 'vitest';
import { expectFailure } from './expectations.ts';
import { lookupModel } from './fault-models.ts';
import { call, upload, type Answer, type RunningHost } from './running-host.ts';

const root = join(import.meta.dirname, '../..');
const requestsPerSecond = 200;
const mostUnderWay = 32;

interface Lifecycle {
  host(): RunningHost;
  /** Starts again on the same data. */
  restart(): Promise<void>;
}

/** Stages, aliases, rollbacks and the history, over HTTP: alone, under load, against each other and through crashes. */
export function describeLifecycle({ host, restart }: Lifecycle): void {
  const iris = new Uint8Array(readFileSync(join(root, 'examples/iris/iris-logreg.onnx')));
  const zipMap = new Uint8Array(readFileSync(join(root, 'examples/iris/iris-logreg-zipmap.onnx')));
  const features = { float_input: [5.1, 3.5, 1.4, 0.2] };
  const approvedBy = 'ann';

  const url = (path: string): string => host().url + path;
  const post = (path: string, json: object, headers: Record<string, string> = {}): Promise<Answer> =>
    call(url(path), { json, headers });
  const promote = (modelId: string, version: string, json: object, headers?: Record<string, string>) =>
    post(`/models/${modelId}/${version}/promote`, json, headers);
  const toProduction = (modelId: string, version: string, headers?: Record<string, string>) =>
    promote(modelId, version, { stage: 'production', approvedBy }, headers);
  const predict = (modelId: string, version?: string): Promise<Answer> =>
    post('/predict', { modelId, features, ...(version !== undefined && { version }) });
  const served = async (modelId: string): Promise<string> => (await predict(modelId)).body.modelVersion as string;
  const uploadVersions = async (modelId: string, stages: Readonly<Record<string, string>>): Promise<void> => {
    for (const [version, stage] of Object.entries(stages)) {
      const file = version === 'v2' ? zipMap : iris;
      expect((await upload(host().url, file, { modelId, version, stage })).status).toBe(200);
    }
  };

  /** What predictions, the list, the model and its history say is one and the same. Returns the version that answers. */
  const expectOneTruth = async (modelId: string): Promise<string> => {
    const version = await served(modelId);
    const { body: active } = await call(url(`/models/${modelId}/active`));
    expect(active).toMatchObject({ version, production: version, stage: 'production' });
    const { body } = await call(url(`/model/versions?modelId=${modelId}`));
    const rows = body.versions as { version: string; stage: string }[];
    expect(rows.filter(({ stage }) => stage === 'production').map((row) => row.version)).toEqual([version]);
    const { body: history } = await call(url(`/models/${modelId}/history?limit=10000`));
    expect(history).toMatchObject({ revision: active.revision as number, serving: { version, isProduction: true } });
    const changes = history.changes as { revision: number; production: string | null; at: number }[];
    expect(changes.map(({ revision }) => revision)).toEqual(changes.map((_, i) => changes.length - i));
    expect(changes.map(({ at }) => at)).toEqual(changes.map(({ at }) => at).sort((a, b) => b - a));
    return version;
  };

  describe('the life of a version', () => {
    it('goes up step by step and comes back in one call, and the history knows it all', async () => {
      await uploadVersions('life', { v1: 'production', v2: 'development' });
      expectFailure(await promote('life', 'v2', { stage: 'staging' }), 409, 'CONFLICT');
      expect((await promote('life', 'v2', { stage: 'candidate', by: 'bo' })).status).toBe(200);
      expectFailure(await promote('life', 'v2', { stage: 'staging' }), 409, 'CONFLICT');
      const tested = { passed: true, metrics: { accuracy: 0.97 }, by: 'tess', notes: 'on 150 flowers' };
      expect((await post('/models/life/v2/validation', tested)).status).toBe(200);
      expect((await promote('life', 'v2', { stage: 'staging' })).status).toBe(200);
      expectFailure(await promote('life', 'v2', { stage: 'production' }), 400, 'INVALID_INPUT');
      const beforeMs = (await call(url('/models/life/history'))).body.changes[0].at as number;
      await delay(20);
      const promoted = await promote('life', 'v2', { stage: 'production', approvedBy, reason: 'better' });
      expect([promoted.status, promoted.body]).toMatchObject([
        200,
        { success: true, production: 'v2', change: { replaced: 'v1', approvedBy, reason: 'better' } },
      ]);
      expect(promoted.headers.get('etag')).toBe(`"${promoted.body.revision as number}"`);
      expect(await expectOneTruth('life')).toBe('v2');
      expect((await call(url('/model/life/v1'))).body.stage).toBe('archived');
      expect((await call(url('/model/life/v2'))).body).toMatchObject({
        deploymentVersion: 2,
        parentDeployment: 1,
        validation: { passed: true, metrics: { accuracy: 0.97 } },
      });
      expectFailure(await call(url('/model/life/v2'), { method: 'DELETE' }), 409, 'CONFLICT');
      expect((await post('/models/life/rollback', { reason: 'worse after all' })).status).toBe(200);
      expect(await expectOneTruth('life')).toBe('v1');
      expectFailure(await post('/models/life/rollback', {}), 409, 'CONFLICT');
      expect((await post('/models/life/rollback', { version: 'v2' })).status).toBe(200);
      expect(await expectOneTruth('life')).toBe('v2');
      const at = async (ms: number): Promise<unknown> =>
        (await call(url(`/models/life/history?at=${ms}`))).body.serving as unknown;
      expect(await at(beforeMs)).toMatchObject({ version: 'v1' });
      expect(await at(promoted.body.change.at as number)).toMatchObject({ version: 'v2' });
      expect(await at(0)).toBeNull();
      const { changes } = (await call(url('/models/life/history?limit=2'))).body;
      expect(changes).toMatchObject([
        { action: 'rollback', version: 'v2', replaced: 'v1' },
        { action: 'rollback', version: 'v1', reason: 'worse after all' },
      ]);
    });

    it('keeps what answers when the version fails what it is asked before the switch', async () => {
      for (const [version, stage] of [
        ['v1', 'production'],
        ['v2', 'staging'],
      ] as const) {
        expect((await upload(host().url, lookupModel(), { modelId: 'lookup', version, stage })).status).toBe(200);
      }
      const to = { stage: 'production', approvedBy };
      expectFailure(await promote('lookup', 'v2', { ...to, warmUp: { index: [99] } }), 422, 'INVALID_MODEL');
      expectFailure(await promote('lookup', 'v2', { ...to, warmUp: { other: [1] } }), 400, 'INVALID_INPUT');
      const ask = () => post('/predict', { modelId: 'lookup', features: { index: [3] } });
      expect((await ask()).body).toMatchObject({ modelVersion: 'v1', prediction: { value: [30] } });
      expect((await promote('lookup', 'v2', { ...to, warmUp: { index: [9] } })).status).toBe(200);
      expect((await ask()).body).toMatchObject({ modelVersion: 'v2' });
    });

    it('has aliases wherever a version is asked for', async () => {
      await uploadVersions('named', { v1: 'production', v2: 'staging', v3: 'staging' });
      const alias = (name: string) => url(`/models/named/aliases/${name}`);
      const put = (name: string, version: string) => call(alias(name), { method: 'PUT', json: { version } });
      for (const version of ['v2', 'v3']) {
        expect((await put('champion', version)).body).toMatchObject({ aliases: { champion: version } });
        expect((await predict('named', 'champion')).body).toMatchObject({ modelVersion: version });
        expect((await call(url('/model/named/champion'))).body.version).toBe(version);
        const inputs = [{ name: 'float_input', shape: [1, 4], datatype: 'FP32', data: features.float_input }];
        const infer = await post('/v2/models/named/versions/champion/infer', { inputs });
        expect([infer.status, infer.body]).toMatchObject([200, { model_version: version }]);
      }
      expect(await served('named')).toBe('v1');
      expectFailure(await call(url('/model/named/v3'), { method: 'DELETE' }), 409, 'CONFLICT');
      expect((await call(alias('champion'), { method: 'DELETE' })).status).toBe(200);
      expectFailure(await predict('named', 'champion'), 404, 'NOT_FOUND');
    });
  });

  describe('changes at the same time', () => {
    it('of the same revision: one wins, the others are 412', async () => {
      await uploadVersions('rivals', { v1: 'production', v3: 'production', v4: 'staging', v5: 'staging' });
      const etag = (await call(url('/models/rivals/active'))).headers.get('etag') ?? '';
      const headers = { 'if-match': etag };
      const answers = await Promise.all([
        ...['v4', 'v5', 'v4', 'v5'].map((version) => toProduction('rivals', version, headers)),
        post('/models/rivals/rollback', {}, headers),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
      const winner = answers.find(({ status }) => status === 200)?.body.production as string;
      expect(await expectOneTruth('rivals')).toBe(winner);
      expectFailure(await toProduction('rivals', 'v4', headers), 412, 'PRECONDITION_FAILED');
    });

    it('without one: whoever comes too late is told with 409, and there is one truth', async () => {
      await uploadVersions('race', { v1: 'production', v3: 'production' });
      for (let round = 0; round < 5; round++) {
        const answers = await Promise.all([
          ...['v1', 'v3', 'v1', 'v3'].map((version) => post('/models/race/rollback', { version })),
          toProduction('race', 'v1'),
        ]);
        for (const { status } of answers) expect([200, 409]).toContain(status);
        await expectOneTruth('race');
      }
    });
  });

  describe('under load', () => {
    it(`promotions and rollbacks lose no request of ${requestsPerSecond} a second`, async () => {
      await uploadVersions('busy', { v1: 'production', v2: 'staging', v3: 'staging' });
      for (const version of ['v1', 'v2', 'v3']) expect((await predict('busy', version)).status).toBe(200);
      const requests: Promise<string>[] = [];
      let underWay = 0;
      const ask = async (): Promise<string> => {
        underWay++;
        const { status, body } = await predict('busy');
        underWay--;
        return status === 200 ? (body.modelVersion as string) : `${status} ${JSON.stringify(body).slice(0, 200)}`;
      };
      const ended = new AbortController();
      const load = (async () => {
        const startMs = performance.now();
        for (let started = 0; !ended.signal.aborted;) {
          const due = Math.floor(((performance.now() - startMs) / 1_000) * requestsPerSecond);
          // A machine too slow for this rate gets as many as it answers: overload is what other tests are about.
          for (; started < due; started++) if (underWay < mostUnderWay) requests.push(ask().catch(String));
          await delay(5);
        }
      })();
      const changes = [
        () => toProduction('busy', 'v2'),
        () => toProduction('busy', 'v3'),
        () => post('/models/busy/rollback', {}),
        () => post('/models/busy/rollback', {}),
        () => post('/models/busy/rollback', { version: 'v3' }),
        () => upload(host().url, iris, { modelId: 'busy', version: 'v4', stage: 'production' }),
        () => post('/models/busy/rollback', {}),
        () => call(url('/model/busy/v4'), { method: 'DELETE' }),
      ];
      for (const change of changes) {
        await delay(500);
        expect((await change()).status).toBe(200);
      }
      await delay(500);
      ended.abort();
      await load;
      const answers = await Promise.all(requests);
      expect(answers.filter((answer) => !/^v[1-4]$/.test(answer))).toEqual([]);
      expect(answers.length).toBeGreaterThan(changes.length * 20);
      expect(new Set(answers)).toEqual(new Set(['v1', 'v2', 'v3', 'v4']));
      expect(await expectOneTruth('busy')).toBe('v3');
    });
  });

  describe('kill -9 in the middle of changes', () => {
    it('leaves one production version, and a history that says the same', async () => {
      await uploadVersions('killed', { v1: 'production', v2: 'production', v3: 'production' });
      const rng = createSeededRng(4);
      for (let round = 0; round < 3; round++) {
        const ended = new AbortController();
        const changing = (async () => {
          for (let i = 0; !ended.signal.aborted; i++) {
            await post('/models/killed/rollback', { version: `v${(i % 3) + 1}` }).catch(() => undefined);
          }
        })();
        await delay(100 + rng.next() * 300);
        await host().kill();
        ended.abort();
        await changing;
        await restart();
        await expectOneTruth('killed');
      }
      const { changes } = (await call(url('/models/killed/history'))).body;
      expect(changes.length).toBeGreaterThan(6);
    });
  });

  describe('model metadata', () => {
    it('is checked where a model is registered, by the schema that is published', async () => {
      const { status, body } = await call(url('/schemas/model-metadata.json'));
      expect([status, body]).toMatchObject([200, { type: 'object', properties: { taskType: {}, serving: {} } }]);
      const put = (metadata: object) =>
        upload(host().url, iris, { modelId: 'told', metadata: JSON.stringify(metadata) });
      const wrong = await put({ taskType: 7, outputDimensions: [0] });
      expectFailure(wrong, 400, 'INVALID_INPUT');
      expect(wrong.body.error).toMatch(/metadata\.taskType: .*metadata\.outputDimensions/);
      const metadata = { taskType: 'classification', equivalenceGroup: 'iris', outputDimensions: [3], owner: 'me' };
      expect((await put(metadata)).status).toBe(200);
      expect((await call(url('/model/told/v1'))).body.metadata).toEqual(metadata);
    });
  });
}
