/**
 * The growth of the process, within what is plausible for the size: other work and memory that is reused disturb the
 * measurement, and a tree ensemble takes about 20 times its file.
 */
export function estimateMemory(growthBytes: number, sizeBytes: number): number {
  return Math.min(Math.max(growthBytes, sizeBytes), 32 * sizeBytes + 16 * 2 ** 20);
}
