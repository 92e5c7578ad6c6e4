import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call, upload, type RunningHost } from './running-host.ts';

const folder = join(import.meta.dirname, '../../../shared/models');
const isThere = existsSync(folder);

interface Expected {
  readonly input: readonly unknown[];
  readonly expected: readonly unknown[];
  readonly labels?: readonly (string | number)[];
}

/** Real models from the folder beside the checkout, with the answers scikit-learn gave. */
export function describeSharedModels(host: () => RunningHost): void {
  const read = (path: string) => new Uint8Array(readFileSync(join(folder, path)));

  describe.skipIf(!isThere)(
    `real models${isThere ? '' : ' (skipped: the folder ../shared/models is not there)'}`,
    () => {
      it.each(['iris-logreg', 'wine-rf', 'breast-cancer-gbc', 'digits-mlp'])(
        '%s gives the probabilities of scikit-learn',
        async (name) => {
          const { input, expected } = (
            JSON.parse(new TextDecoder().decode(read('sklearn-onnx/expected.json'))) as Record<string, Expected>
          )[name] ?? { input: [], expected: [] };
          expect((await upload(host().url, read(`sklearn-onnx/${name}.onnx`), { modelId: name })).status).toBe(200);
          const model = (await call(`${host().url}/model/${name}/v1`)).body as { inputs: { name: string }[] };
          const features = { [model.inputs[0]?.name ?? '']: input };
          const { status, body } = await call(`${host().url}/predict`, { json: { modelId: name, features } });
          expect(status).toBe(200);
          const actual = (body.prediction.probabilities as number[][]).flat();
          (expected as number[][]).flat().forEach((share, i) => {
            expect(actual[i]).toBeCloseTo(share, 5);
          });
        },
      );

      it('one is walked through from upload to metrics', async () => {
        const fields = { modelId: 'shared-walk', stage: 'production' };
        expect((await upload(host().url, read('sklearn-onnx/wine-rf.onnx'), fields)).status).toBe(200);
        const { inputs } = (await call(`${host().url}/model/shared-walk/v1`)).body as { inputs: { name: string }[] };
        const wines = (
          JSON.parse(new TextDecoder().decode(read('sklearn-onnx/expected.json'))) as Record<string, Expected>
        )['wine-rf'];
        for (const [index, row] of (wines?.input ?? []).entries()) {
          const features = { [inputs[0]?.name ?? '']: row };
          const answer = (await call(`${host().url}/predict`, { json: { modelId: 'shared-walk', features } })).body;
          const shares = wines?.expected[index] as number[];
          const expected = String(wines?.labels?.[shares.indexOf(Math.max(...shares))]);
          const correct = String(answer.prediction.label) === expected;
          const feedback = { inferenceId: answer.inferenceId as string, outcome: { class: expected }, correct };
          expect((await call(`${host().url}/feedback`, { json: feedback })).status).toBe(200);
        }
        const { body } = await call(`${host().url}/monitoring/metrics?modelId=shared-walk`);
        expect(body).toMatchObject({ count: 16, accuracy: 1, errorRate: 0 });
        expect(body.p99Latency).toBeGreaterThanOrEqual(body.p50Latency as number);
      });

      it('a scikit-learn export with ZipMap answers maps', async () => {
        expect(
          (await upload(host().url, read('sklearn-onnx/third-party/logreg_iris.onnx'), { modelId: 'zipmap' })).status,
        ).toBe(200);
        const { inputs } = (await call(`${host().url}/model/zipmap/v1`)).body as { inputs: { name: string }[] };
        const features = {
          [inputs[0]?.name ?? '']: [
            [5.1, 3.5],
            [6.3, 3.3],
            [4.9, 3.6],
          ],
        };
        const { body } = await call(`${host().url}/predict`, { json: { modelId: 'zipmap', features } });
        const maps = Object.values(body.prediction as object).find(
          (value) => typeof (value as unknown[])[0] === 'object',
        ) as Record<string, number>[];
        expect(Object.keys(maps[0] ?? {})).toEqual(['0', '1', '2']);
      });

      it('text goes in as text', async () => {
        expect(
          (await upload(host().url, read('toxicity-linear/toxicity-text.onnx'), { modelId: 'toxicity' })).status,
        ).toBe(200);
        const toxic = async (json: object) =>
          (await call(`${host().url}/predict`, { json: { modelId: 'toxicity', ...json } })).body.prediction
            .probabilities as unknown;
        expect(await toxic({ text: 'You are a stupid idiot and I hate you' })).toEqual([
          expect.closeTo(1 - 0.9737, 3),
          expect.closeTo(0.9737, 3),
        ]);
        const two = {
          features: { texts: ['The tent kept us dry all night', 'this jacket sucks, what a crappy product'] },
        };
        expect(await toxic(two)).toMatchObject([
          [expect.closeTo(1 - 0.0603, 3), expect.closeTo(0.0603, 3)],
          [expect.anything(), expect.closeTo(0.7593, 3)],
        ]);
      });

      it('columns go in by their names', async () => {
        expect((await upload(host().url, read('sklearn-onnx/adult-pipeline.onnx'), { modelId: 'adult' })).status).toBe(
          200,
        );
        const { inputs } = (await call(`${host().url}/model/adult/v1`)).body as {
          inputs: { name: string; datatype: string }[];
        };
        expect(inputs).toHaveLength(12);
        const features = Object.fromEntries(
          inputs.map(({ name, datatype }) => [name, datatype === 'BYTES' ? 'Private' : 40]),
        );
        const { status, body } = await call(`${host().url}/predict`, { json: { modelId: 'adult', features } });
        expect([status, ['<=50K', '>50K']]).toEqual([
          200,
          expect.arrayContaining([(body.prediction.label as string).trim()]) as string[],
        ]);
      });
    },
  );
}
