// `npm run bench:fetch`: how fast a file from loopback becomes a checked artifact, against curl writing the same file.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, checkNode, install, runMain, StartError } from '../prepare.mjs';
import { median, startChild } from './child.mjs';

const { values: flags } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, megabytes: { type: 'string', default: '500' } },
});

await runMain(async () => {
  const [rounds, megabytes] = [Number(flags.rounds), Number(flags.megabytes)];
  if (!(rounds >= 1 && megabytes > 0)) throw new StartError('expected --rounds from 1 and --megabytes above 0');
  if (spawnSync('curl', ['--version']).status !== 0) throw new StartError('this needs curl');
  checkNode();
  await install();
  await build();
  const folder = await mkdtemp(join(tmpdir(), 'harper-edge-bench-fetch-'));
  const server = startChild('./fetch-server.mjs');
  try {
    const { url } = await server.ask({ do: 'serve', sizeBytes: megabytes * 1_000_000 });
    const results = [];
    for (let round = 0; round <= rounds; round++) {
      const curl = await runCurl(url, join(folder, `curl-${round}`));
      const ours = await runOurs(url, join(folder, `ours-${round}`));
      if (ours.sha256 !== curl.sha256) throw new Error('the two did not fetch the same bytes');
      // The first round warms the disk and the server.
      if (round > 0) results.push({ ...ours, curlMs: curl.writtenMs, curlSyncedMs: curl.syncedMs });
    }
    print(results, megabytes);
  } finally {
    server.end();
    await rm(folder, { recursive: true, force: true });
  }
});

async function runCurl(url, path) {
  const startMs = performance.now();
  const { status, stderr } = spawnSync('curl', ['-sS', '-o', path, url]);
  const writtenMs = performance.now() - startMs;
  if (status !== 0) throw new Error(`curl failed: ${stderr}`);
  const file = await open(path);
  await file.sync();
  await file.close();
  const syncedMs = performance.now() - startMs;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  await rm(path);
  return { writtenMs, syncedMs, sha256: hash.digest('hex') };
}

async function runOurs(url, folder) {
  const worker = startChild('./fetch-worker.mjs');
  try {
    return await worker.ask({ do: 'fetch', url, folder });
  } finally {
    worker.end();
    await rm(folder, { recursive: true, force: true });
  }
}

function print(results, megabytes) {
  const of = (pick) => results.map(pick);
  const show = (what, values, digits = 2) => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const [middle, ...ends] = [median(values), least, most].map((value) => value.toFixed(digits));
    console.log(`${what.padEnd(64)} ${middle.padStart(8)}  (${ends.join(' to ')})`);
  };
  console.log(`${megabytes} MB from loopback, ${results.length} rounds: median (least to most)`);
  show(
    'curl, seconds',
    of(({ curlMs }) => curlMs / 1_000),
  );
  show(
    'curl, and the file on the disk, seconds',
    of(({ curlSyncedMs }) => curlSyncedMs / 1_000),
  );
  show(
    'job, until the file is checked and on the disk, seconds',
    of(({ downloadedMs }) => downloadedMs / 1_000),
  );
  show(
    'job, until it is completed, seconds',
    of(({ completedMs }) => completedMs / 1_000),
  );
  show(
    'speed of the job / curl (at least 0.7)',
    of(({ curlMs, completedMs }) => curlMs / completedMs),
  );
  show(
    'speed of the job / curl, both with the file on the disk',
    of(({ curlSyncedMs, completedMs }) => curlSyncedMs / completedMs),
  );
  show(
    'memory above idle, MB (at most 100)',
    of(({ addedBytes }) => addedBytes / 1e6),
    0,
  );
}
