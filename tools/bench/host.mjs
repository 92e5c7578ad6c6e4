// A standalone host to be measured, with its models in it.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.mjs';
import { startStandalone } from '../standalone-process.mjs';

export async function startHost(folder, { name, env = {}, uploads }) {
  const port = await freePort();
  const host = await startStandalone({
    dataDir: join(folder, `host-${name}`),
    httpPort: port,
    env: { EDGE_AI_LOG_LEVEL: 'error', ...env },
  });
  for (const { name: modelId, bytes, metadata } of uploads) await upload(host.url, { modelId, bytes, metadata });
  return { ...host, port, residentBytes: () => residentBytes(host.pid) };
}

async function upload(url, { modelId, bytes, metadata }) {
  const form = new FormData();
  const fields = { modelId, version: 'v1', framework: 'onnx', ...(metadata && { metadata: JSON.stringify(metadata) }) };
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', new Blob([bytes]), 'model');
  const response = await fetch(`${url}/model/upload`, { method: 'POST', body: form });
  if (response.status !== 200) throw new Error(`upload of ${modelId}: ${response.status} ${await response.text()}`);
}

/** Of the host and the workers it has started. */
function residentBytes(pid) {
  const family = [pid, ...childrenOf(pid)];
  return family.reduce((sum, one) => sum + residentOf(one), 0);
}

const residentOf = (pid) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;

const childrenOf = (pid) =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        return Number(readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ')[1].split(' ')[1]) === pid;
      } catch {
        return false;
      }
    })
    .map(Number);
