import type { ModelArtifact } from '@harper-edge/contracts';
import { checkedContent } from '../checked-content.ts';
import { readArtifact } from '../read-artifact.ts';
import type { WorkerProcess } from './worker-process.ts';

/** Small enough that runs of other models, which go over the same pipe, need not wait long. */
const pieceBytes = 1 << 20;
const nothing = new Uint8Array();

/**
 * Hands an artifact over to a worker piece by piece, without holding it whole where it is streamed. Answers the id it has
 * there. @throws EdgeError UNAVAILABLE when its bytes are damaged, or the worker ends
 */
export async function sendArtifact(worker: WorkerProcess, artifact: ModelArtifact): Promise<number> {
  const isStreamed = 'content' in artifact;
  const whole = isStreamed ? undefined : await readArtifact(artifact);
  const sizeBytes = isStreamed ? artifact.sizeBytes : (whole?.length ?? 0);
  const { id } = await worker.ask({ op: 'receive', sizeBytes });
  try {
    for await (const chunk of isStreamed ? checkedContent(artifact) : [whole ?? new Uint8Array()]) {
      for (let start = 0; start < chunk.length; start += pieceBytes) {
        await worker.tell({ op: 'piece', artifact: id }, chunk.subarray(start, start + pieceBytes));
      }
    }
    return id;
  } catch (error) {
    await worker.tell({ op: 'discard', artifact: id }, nothing).catch(() => undefined);
    throw error;
  }
}
