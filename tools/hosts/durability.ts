import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call, upload, type RunningHost } from './running-host.ts';

const root = join(import.meta.dirname, '../..');

interface Lifecycle {
  host(): RunningHost;
  /** Starts again on the same data. */
  restart(): Promise<void>;
}

/** What two writers at once, a crash and a restart must not break. */
export function describeDurability({ host, restart }: Lifecycle): void {
  const iris = new Uint8Array(readFileSync(join(root, 'examples/iris/iris-logreg.onnx')));
  const zipMap = new Uint8Array(readFileSync(join(root, 'examples/iris/iris-logreg-zipmap.onnx')));
  const features = { float_input: [5.1, 3.5, 1.4, 0.2] };

  describe('concurrent uploads of one version', () => {
    it('with different bytes: one wins, the others are 409, and the winner is what is served', async () => {
      for (let round = 0; round < 5; round++) {
        const modelId = `race-${round}`;
        const answers = await Promise.all(
          Array.from({ length: 8 }, (_, i) => upload(host().url, i % 2 === 0 ? iris : zipMap, { modelId })),
        );
        const [wins, losses] = [200, 409].map((status) => answers.filter((answer) => answer.status === status));
        expect([wins?.length, losses?.length]).toEqual([4, 4]);
        const { body } = await call(`${host().url}/model/${modelId}/v1`);
        expect(new Set(wins?.map((answer) => answer.body.sha256 as string))).toEqual(new Set([body.sha256]));
        expect((await call(`${host().url}/predict`, { json: { modelId, features } })).status).toBe(200);
      }
    });

    it('first predictions at once: all are answered, each with its own row', async () => {
      await upload(host().url, iris, { modelId: 'crowd' });
      const labels = await Promise.all(
        Array.from({ length: 100 }, async (_, i) => {
          const row = i % 2 === 0 ? [5.1, 3.5, 1.4, 0.2] : [6.3, 3.3, 6, 2.5];
          return (await call(`${host().url}/predict`, { json: { modelId: 'crowd', features: { float_input: row } } }))
            .body.prediction.label as string;
        }),
      );
      expect(labels).toEqual(Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 'setosa' : 'virginica')));
    });
  });

  describe('kill -9', () => {
    it('during uploads: what was acknowledged is there and works, nothing half-written is visible', async () => {
      await upload(host().url, iris, { modelId: 'kept' });
      const { inferenceId } = (await call(`${host().url}/predict`, { json: { modelId: 'kept', features } })).body as {
        inferenceId: string;
      };
      // An upload whose body never ends, and many small ones that the kill cuts off somewhere.
      const endless = request(`${host().url}/model/torn/v1/blob?framework=onnx`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
      });
      endless.on('error', () => undefined);
      endless.write(iris.subarray(0, 300));
      const acknowledged: string[] = [];
      const uploads = Array.from({ length: 60 }, async (_, i) => {
        const answer = await upload(host().url, i % 2 === 0 ? iris : zipMap, {
          modelId: 'storm',
          version: `v${i}`,
        }).catch(() => undefined);
        if (answer?.status === 200) acknowledged.push(`v${i}`);
      });
      await Promise.race([Promise.all(uploads.slice(0, 10)), new Promise((resolve) => setTimeout(resolve, 2_000))]);
      await host().kill();
      await Promise.all(uploads);
      endless.destroy();
      await restart();

      expect((await call(`${host().url}/model/torn/v1`)).status).toBe(404);
      const listed = await call(`${host().url}/model/versions?modelId=storm&limit=100`);
      const versions = (listed.body.versions as { version: string }[]).map(({ version }) => version);
      expect(versions).toEqual(expect.arrayContaining(acknowledged));
      for (const version of versions) {
        expect(await call(`${host().url}/predict`, { json: { modelId: 'storm', version, features } })).toMatchObject({
          status: 200,
        });
      }
      expect((await call(`${host().url}/InferenceEvent/${inferenceId}`)).body.prediction.label).toBe('setosa');
      expect((await call(`${host().url}/predict`, { json: { modelId: 'kept', features } })).body.prediction.label).toBe(
        'setosa',
      );
    });
  });

  describe('a clean stop', () => {
    it('answers what is under way, and the next start finds everything', async () => {
      await upload(host().url, iris, { modelId: 'stopped' });
      await host().stop();
      await restart();
      expect(
        (await call(`${host().url}/predict`, { json: { modelId: 'stopped', features } })).body.prediction.label,
      ).toBe('setosa');
    });
  });
}
