import { statfs } from 'node:fs/promises';
import { EdgeError, isEdgeError } from '@harper-edge/contracts';

/** Failures of the file system in our words: they name paths, which callers must not see. */
export function diskFailure(error: unknown): unknown {
  if (isEdgeError(error) || !(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  const code = String(error.code);
  // Trying again would not make room.
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new EdgeError('UNAVAILABLE', 'the disk is full', { cause: error, isPermanent: true });
  }
  return new EdgeError('UNAVAILABLE', `the folder for downloads cannot be used (${code})`, { cause: error });
}

/** @throws EdgeError UNAVAILABLE when the disk of the folder has less room than that */
export async function checkDiskRoom(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  throw new EdgeError(
    'UNAVAILABLE',
    `the disk is full: the model needs ${neededBytes} bytes, and ${freeBytes} are free`,
    {
      isPermanent: true,
    },
  );
}
