import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../free-port.mjs';
import { startStandalone } from '../standalone-process.mjs';
import { describeHost } from './describe-host.ts';
import { call, upload } from './running-host.ts';

describeHost('standalone host', async ({ dataDir, env = {} }) =>
  startStandalone({ dataDir, httpPort: await freePort(), env: { EDGE_AI_LOG_LEVEL: 'error', ...env } }),
);

describe('standalone host, SIGTERM under load', () => {
  it('answers every request under way, then exits with 0', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'harper-edge-drain-'));
    const host = await startStandalone({ dataDir, httpPort: await freePort(), env: { EDGE_AI_LOG_LEVEL: 'error' } });
    const iris = new Uint8Array(await readFile(join(import.meta.dirname, '../../examples/iris/iris-logreg.onnx')));
    await upload(host.url, iris, { modelId: 'iris' });
    const json = { modelId: 'iris', features: { float_input: [5.1, 3.5, 1.4, 0.2] } };
    const requests = Array.from({ length: 200 }, () => call(`${host.url}/predict`, { json }));
    await Promise.race(requests);
    const stopped = host.stop();
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual(Array.from({ length: 200 }, () => 200));
    expect(await stopped).toBe(0);
    await expect(call(`${host.url}/health/live`)).rejects.toThrow();
    await rm(dataDir, { recursive: true, force: true });
  });
});
