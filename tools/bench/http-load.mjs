// Sends requests over kept connections: closed loop, or open loop with latencies from the moment a request was due.
import net from 'node:net';
import { answerMessages, percentile } from './child.mjs';

/** One connection; answers are read by their length. */
function connect(port) {
  const socket = net.connect(port, '127.0.0.1').setNoDelay(true);
  let received = Buffer.alloc(0);
  let waiting;
  socket.on('data', (piece) => {
    received = received.length === 0 ? piece : Buffer.concat([received, piece]);
    const head = received.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(received.toString('latin1', 0, head))?.[1]);
    if (received.length < head + 4 + length) return;
    const status = Number(received.toString('latin1', 9, 12));
    received = received.subarray(head + 4 + length);
    waiting?.resolve(status);
  });
  const fail = (error) => waiting?.reject(error ?? new Error('the connection was closed'));
  socket.on('error', fail);
  socket.on('close', () => fail());
  return {
    send: (bytes) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(bytes);
      }),
    end: () => socket.destroy(),
  };
}

function requestBytes({ method = 'POST', path, body = '', type = 'application/json', headers = {} }) {
  const content = Buffer.from(body, type === 'application/json' ? 'utf8' : 'base64');
  const lines = [`${method} ${path} HTTP/1.1`, 'host: localhost', `content-length: ${content.length}`];
  if (content.length > 0) lines.push(`content-type: ${type}`);
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), content]);
}

/** `{number}` in a request becomes another number of 8 digits for each request of this process. */
function createRequests(request) {
  const mark = '{number}';
  const bytes = requestBytes(request);
  const at = bytes.indexOf(mark);
  if (at === -1) return () => bytes;
  return () => {
    const one = Buffer.from(bytes);
    one.write(String(sent++).padStart(mark.length, '0'), at, 'latin1');
    return one;
  };
}
let sent = 0;

const summary = (latencies, { seconds, statuses }) => ({
  rps: latencies.length / seconds,
  p50: percentile(latencies, 0.5),
  p99: percentile(latencies, 0.99),
  count: latencies.length,
  statuses,
});

/** `connections` requests are always under way, each as `createRequests` makes it; `pauseMs` rests between two of one connection. */
async function closedLoop({ port, connections, seconds, pauseMs = 0, ...request }) {
  const next = createRequests(request);
  const latencies = [];
  const statuses = {};
  const untilMs = performance.now() + seconds * 1_000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = connect(port);
      while (performance.now() < untilMs) {
        const startMs = performance.now();
        const status = await connection.send(next());
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (status === 200) latencies.push(performance.now() - startMs);
        if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      connection.end();
    }),
  );
  return summary(latencies, { seconds, statuses });
}

/** Requests come as a Poisson process of `rate` per second, whatever the answers do; a request waits for a free connection. */
async function openLoop({ port, rate, seconds, connections = 512, limitMs = Infinity, seed = 1, ...request }) {
  const bytes = requestBytes(request);
  const free = Array.from({ length: connections }, () => connect(port));
  const all = [...free];
  const due = [];
  const latencies = [];
  const refusals = [];
  const statuses = {};
  let state = seed;
  const uniform = () => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) + 1) / 2 ** 32;
  const work = async (connection, dueMs) => {
    const status = await connection.send(bytes).catch(() => 0);
    const latency = performance.now() - dueMs;
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status === 200) latencies.push(latency);
    else refusals.push(latency);
    const next = due.shift();
    if (next === undefined) free.push(connection);
    else void work(connection, next);
  };
  const startMs = performance.now();
  let nextMs = startMs;
  let offered = 0;
  while (nextMs < startMs + seconds * 1_000) {
    const nowMs = performance.now();
    while (nextMs <= nowMs && nextMs < startMs + seconds * 1_000) {
      offered++;
      const connection = free.pop();
      if (connection === undefined) due.push(nextMs);
      else void work(connection, nextMs);
      nextMs += (-Math.log(uniform()) / rate) * 1_000;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(1, nextMs - performance.now()))));
  }
  for (let waited = 0; free.length < all.length && waited < 3_000; waited += 20)
    await new Promise((resolve) => setTimeout(resolve, 20));
  for (const connection of all) connection.end();
  const good = latencies.filter((latency) => latency <= limitMs).length;
  return {
    ...summary(latencies, { seconds, statuses }),
    offered: offered / seconds,
    goodput: good / seconds,
    refusalP50: percentile(refusals, 0.5),
  };
}

answerMessages({ closedLoop, openLoop });
