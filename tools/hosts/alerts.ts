import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerStatus, startFileServer, type FileServer } from '@harper-edge/model-fetch/testing';
import { createRandomGenerator } from '@harper-edge/stats';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from './documents.ts';
import { expectFailure } from './expectations.ts';
import { startMailServer, type MailServer } from './mail-server.ts';
import { adminHeaders, call, upload, type Answer, type RunningHost, type StartHost } from './running-host.ts';

const modelName = 'guarded-iris';
const secret = 'only the receiver and the host know';
/** Threads tell each other every few seconds, and the machine may be busy. */
const patient = { timeout: 60_000, interval: 250 };
const [, ...lines] = readFileSync(join(root, 'examples/iris/iris.csv'), 'utf8').trim().split('\n');
const flowers = lines.map((line) => line.split(',').slice(0, 4).map(Number));

/** A message as the receiver has it. */
interface Told {
  readonly id: unknown;
  readonly type?: string;
  readonly data?: unknown;
}

/** From a shifted input to the approval of retraining, over HTTP: a real classifier, a real receiver. */
export function describeAlerts(start: StartHost): void {
  describe('alerts and retraining requests', () => {
    let folder: string;
    let host: RunningHost;
    let hooks: FileServer;
    let mail: MailServer;
    const { next } = createRandomGenerator(3);

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'harper-edge-alerts-'));
      hooks = await startFileServer({ '/hook': new Uint8Array() });
      mail = await startMailServer();
      host = await start({
        dataDir: folder,
        env: {
          MODEL_FETCH_ALLOWED_ADDRESSES: '127.0.0.1',
          EDGE_AI_SMTP_URL: mail.url,
          EDGE_AI_SMTP_FROM: 'edge@example.org',
        },
      });
      const names = ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'];
      const sampleOf = (column: number): object => ({ kind: 'numeric', sample: flowers.map((row) => row[column]) });
      const inputs = Object.fromEntries(names.map((name, column) => [name, sampleOf(column)]));
      const file = new Uint8Array(readFileSync(join(root, 'examples/iris/iris-logreg.onnx')));
      const metadata = JSON.stringify({ featureNames: names, baselineDistributions: { inputs } });
      expect((await upload(host.url, file, { modelId: modelName, metadata })).status).toBe(200);
    });
    afterAll(async () => {
      await host.stop();
      await Promise.all([hooks.close(), mail.close()]);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    const url = (path: string): string => `${host.url}/monitoring/${path}`;
    const get = (path: string): Promise<Answer> => call(url(path));
    const put = (path: string, json: unknown): Promise<Answer> =>
      call(url(path), { method: 'PUT', json, headers: adminHeaders(host) });
    const post = (path: string, json: unknown): Promise<Answer> =>
      call(url(path), { json, headers: adminHeaders(host) });

    /** So many flowers, all larger by so much; the ids of their events. */
    const ask = async (count: number, more = 0): Promise<readonly string[]> => {
      const ids: string[] = [];
      for (let asked = 0; asked < count; asked += 50) {
        const draw = (): readonly number[] => flowers[Math.floor(next() * flowers.length)] ?? [];
        const rows = Array.from({ length: 50 }, () => draw().map((length) => length + more));
        const { body } = await call(`${host.url}/predict`, { json: { modelName, features: { float_input: rows } } });
        ids.push(body.inferenceId as string);
      }
      return ids;
    };
    /** A check of the rows asked since then, once every thread can read them. */
    const check = async (from: number, rows: number): Promise<Answer> => {
      await vi.waitFor(async () => {
        expect((await get(`events?modelId=${modelName}&startTime=${from}`)).body.count).toBe(rows / 50);
      }, patient);
      const answer = await post(`drift/${modelName}/check`, { from, kinds: ['input'] });
      expect(answer).toMatchObject({ status: 200, body: { kinds: { input: { currentRows: rows } } } });
      return answer;
    };
    const told = (): readonly Told[] =>
      hooks.requests
        .filter(({ path }) => path === '/hook')
        .map(({ headers, body }) => ({ id: headers['webhook-id'], ...(JSON.parse(body) as object) }));

    it('are set up: a rule, a signed webhook whose secret is never shown, the limits of retraining', async () => {
      const rule = await put('rules/input-drift', { expression: 'driftScore(input) > 0.3', severity: 'critical' });
      expect(rule).toMatchObject({ status: 200, body: { metric: 'driftScore(input)', threshold: 0.3, window: '1d' } });
      const settings = { url: `${hooks.url}/hook`, secret };
      expect((await put('alert-channels/ops', { kind: 'webhook', settings })).status).toBe(200);
      const shown = await call(url('alert-channels'));
      expect(shown.body.channels).toMatchObject([{ id: 'ops', settings: { hasSecret: true } }]);
      expect(JSON.stringify(shown.body)).not.toContain(secret);
      const retraining = { enabled: true, driftScore: 0.5, minimumNewLabelled: 3 };
      expect((await put(`config/${modelName}`, { retraining })).body).toMatchObject({ retraining });
      expect(await post('alert-channels/ops/test', {})).toMatchObject({ status: 200, body: { delivered: true } });
      expect(told()).toMatchObject([{ type: 'alert.test' }]);
    });

    it('see none of it while flowers are those the model was made with', async () => {
      const from = Date.now();
      const ids = await ask(200);
      const feedback = ids.map((inferenceId) => ({ inferenceId, outcome: 'as it was', correct: true }));
      await vi.waitFor(async () => {
        expect((await call(`${host.url}/feedback`, { json: feedback })).status).toBe(200);
      }, patient);
      await vi.waitFor(async () => {
        expect((await get(`metrics/${modelName}`)).body.total.judged).toBe(4);
      }, patient);
      expect((await check(from, 200)).body.kinds.input.driftScore).toBe(0);
      expect((await get('alerts')).body.alerts).toEqual([]);
      expect((await get('retraining-requests')).body.requests).toEqual([]);
    });

    it('follow each other once inputs shift: drift, one alert, one signed webhook, one request, the approval', async () => {
      // The receiver fails at first, and gets it all the same.
      hooks.misbehave('/hook', answerStatus(500), 1);
      const before = told().length;
      const from = Date.now();
      await ask(200, 1);
      const { id: checkId, kinds } = (await check(from, 200)).body;
      expect(kinds.input.severity).toBe('drift');
      expect(kinds.input.driftScore).toBeGreaterThan(0.5);

      const { alerts } = (await get(`alerts?modelName=${modelName}`)).body;
      expect(alerts).toMatchObject([
        { ruleId: 'input-drift', state: 'firing', severity: 'critical', value: kinds.input.driftScore },
      ]);
      expect(alerts[0].evidence).toMatchObject({ checkId, modelVersion: 'v1', samples: 200 });

      await vi.waitFor(() => {
        expect(told().length - before).toBe(2);
      }, patient);
      const sent = told().slice(before);
      expect(sent).toMatchObject([{ type: 'alert.firing', data: { id: alerts[0].id } }, { type: 'alert.firing' }]);
      expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
      const { headers = {}, body = '' } = hooks.requests.at(-1) ?? {};
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
      const signature = createHmac('sha256', secret).update(signed).digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${signature}`);
      await vi.waitFor(async () => {
        expect((await get('alert-deliveries?state=delivered')).body.deliveries).toMatchObject([
          { alertId: alerts[0].id, channelId: 'ops', attempts: 2 },
        ]);
      }, patient);

      const { requests } = (await get('retraining-requests?status=pending_approval')).body;
      expect(requests).toMatchObject([
        { modelName, modelVersion: 'v1', cause: 'drift', evidence: { checkId, newLabelled: 4, threshold: 0.5 } },
      ]);
      const place = `retraining-requests/${requests[0].id as string}`;
      const approved = await post(`${place}/approve`, { by: 'kim', reason: 'the season has changed' });
      expect(approved).toMatchObject({
        status: 200,
        body: { status: 'approved', decisionReason: 'the season has changed' },
      });
      expect(typeof approved.body.decidedBy).toBe('string');
      expectFailure(await post(`${place}/reject`, { by: 'lee', reason: 'no' }), 409, 'CONFLICT');
    });

    it('are not repeated by further checks, are acknowledged, and resolve once', async () => {
      const [alert] = (await get('alerts')).body.alerts;
      expect(await post(`alerts/${alert.id as string}/acknowledge`, { by: 'kim', note: 'seen' })).toMatchObject({
        status: 200,
        body: { note: 'seen', state: 'firing' },
      });
      const before = told().length;
      await post(`drift/${modelName}/check`, { window: '1h', kinds: ['input'] });
      const from = Date.now();
      await ask(200);
      expect((await check(from, 200)).body.kinds.input.driftScore).toBe(0);
      await vi.waitFor(() => {
        expect(told().slice(before)).toMatchObject([{ type: 'alert.resolved', data: { note: 'seen' } }]);
      }, patient);
      expect((await get('alerts')).body.alerts).toMatchObject([{ id: alert.id, state: 'resolved', note: 'seen' }]);
      expect((await get('retraining-requests')).body.requests).toHaveLength(1);
    });

    it('are mailed too', async () => {
      const settings = { to: ['ops@example.org', 'night@example.org'] };
      expect((await put('alert-channels/mail', { kind: 'email', settings })).status).toBe(200);
      expect((await post('alert-channels/mail/test', {})).body).toEqual({ delivered: true, error: null });
      expect(mail.mails).toHaveLength(1);
      for (const line of [
        'From: edge@example.org',
        'To: ops@example.org, night@example.org',
        'Subject: [TEST] info: test',
      ])
        expect(mail.mails[0]).toContain(line);
    });

    it('refuse what makes no sense', async () => {
      expectFailure(await put('rules/wrong', { expression: 'p95Latency = 500' }), 400, 'INVALID_INPUT');
      expectFailure(await put('rules/wrong', { expression: 'p95Latency > NaN' }), 400, 'INVALID_INPUT');
      expectFailure(await put('rules/wrong', { metric: 'p95Latency', operator: '>' }), 400, 'INVALID_INPUT');
      expectFailure(await post('alerts/nobody/acknowledge', { by: 'kim' }), 404, 'NOT_FOUND');
      expectFailure(await post('retraining-requests', { modelName: 'nobody', by: 'kim', note: 'x' }), 404, 'NOT_FOUND');
      const inside = { kind: 'slack', settings: { url: 'http://10.0.0.1/hook' } };
      expect((await put('alert-channels/inside', inside)).status).toBe(200);
      expect((await post('alert-channels/inside/test', {})).body).toMatchObject({ delivered: false });
    });
  });
}
