import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { call, type Answer, type RunningHost } from './running-host.ts';

const root = join(import.meta.dirname, '../..');

/** A failure has its status and a body that says what was expected, and nothing of the machine. */
export const expectFailure = ({ status, headers, body }: Answer, wanted: number, code: string): void => {
  expect([status, body]).toEqual([
    wanted,
    { error: expect.any(String) as string, code, requestId: expect.any(String) as string },
  ]);
  expect((body.error as string).length).toBeGreaterThan(10);
  for (const place of [root, tmpdir(), homedir(), 'node_modules']) expect(body.error).not.toContain(place);
  expect(body.error).not.toMatch(/at .+:\d+:\d+/);
  expect(headers.get('x-request-id')).toBe(body.requestId);
};

/** The host lives, and still gives the known answer of the model "bad", which `describeBadInput` uploads. */
export const expectServing = async ({ url }: RunningHost): Promise<void> => {
  expect((await call(`${url}/health/live`)).status).toBe(200);
  const good = await call(`${url}/predict`, {
    json: { modelId: 'bad', features: { float_input: [5.1, 3.5, 1.4, 0.2] } },
  });
  expect(good.body.prediction.label).toBe('setosa');
};
