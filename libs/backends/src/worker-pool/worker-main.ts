// A worker of the pool: a process of its own that loads and runs models. Started by worker-process.ts, which passes the
// number of threads that one run may use, and ended by closing the channel.
import { Socket } from 'node:net';
import process from 'node:process';
import { createBackend } from './create-backend.ts';
import { serveModels } from './serve-models.ts';

const channel = new Socket({ fd: 3, readable: true, writable: true });
channel.on('close', () => process.exit(0));
channel.on('error', () => process.exit(1));
// A signal for the whole group is for the host to act on: it lets requests under way finish, and then ends its workers.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const { gc } = globalThis as { readonly gc?: () => void };
serveModels({
  channel,
  backendFor: createBackend({ intraOpThreads: Number(process.argv[2] ?? 1) }),
  monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
  collectGarbage: gc,
});
