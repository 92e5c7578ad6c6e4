import type { ServerResponse } from 'node:http';
import type { Reply } from './reply.ts';
import type { ServerFault } from './server-fault.ts';

/** Sends a reply, or what a fault makes of it. Resolves when all is sent, or the client is gone. */
export async function sendReply(response: ServerResponse, reply: Reply, fault: ServerFault): Promise<void> {
  if (fault.delayMs !== undefined) await wait(fault.delayMs, response);
  if (response.destroyed) return;
  if (fault.status !== undefined) {
    sendWhole(response, { kind: 'json', status: fault.status, value: { error: fault.error ?? 'injected' } });
    return;
  }
  if (fault.raw !== undefined && fault.after === undefined) {
    response.writeHead(200, { 'content-type': fault.type ?? 'application/json; charset=utf-8' }).end(fault.raw);
    return;
  }
  if (reply.kind === 'stream') await sendStream(response, reply.pieces, fault);
  else if (fault.cut !== undefined) cutWhole(response, reply);
  else sendWhole(response, reply);
}

type WholeReply = Exclude<Reply, { kind: 'stream' }>;

function sendWhole(response: ServerResponse, reply: WholeReply): void {
  const type = reply.kind === 'json' ? 'application/json; charset=utf-8' : 'text/plain';
  response.writeHead(reply.status, { 'content-type': type }).end(textOf(reply));
}

const textOf = (reply: WholeReply): string => (reply.kind === 'json' ? JSON.stringify(reply.value) : reply.text);

/** Half of what the length announces. */
function cutWhole(response: ServerResponse, reply: WholeReply): void {
  const bytes = Buffer.from(textOf(reply));
  response.writeHead(reply.status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

async function sendStream(response: ServerResponse, pieces: readonly unknown[], fault: ServerFault): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const { after = 1, pauseMs = 0, cut, error, raw } = fault;
  for (const [index, piece] of pieces.entries()) {
    if (index === after) {
      if (cut === 'reset') {
        response.destroy();
        return;
      }
      if (cut === 'end') break;
      if (error !== undefined) {
        response.write(`${JSON.stringify({ error })}\n`);
        break;
      }
      if (raw !== undefined) response.write(raw);
    }
    if (index > 0 && (Number.isFinite(pauseMs) || index >= after)) await wait(pauseMs, response);
    if (response.destroyed) return;
    await new Promise((sent) => response.write(`${JSON.stringify(piece)}\n`, sent));
  }
  if (fault.lingerMs !== undefined) await wait(fault.lingerMs, response);
  if (cut === 'reset' && after >= pieces.length) response.destroy();
  else response.end();
}

/** Waits that long, `Infinity` for ever, and no longer than the client does. */
function wait(timeMs: number, response: ServerResponse): Promise<void> {
  if (timeMs === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = Number.isFinite(timeMs) ? setTimeout(end, timeMs) : undefined;
    response.once('close', end);
    function end(): void {
      clearTimeout(timer);
      response.off('close', end);
      resolve();
    }
  });
}
