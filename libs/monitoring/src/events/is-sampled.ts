/** Whether the event of this id belongs to the share that is kept: always the same for the same id. FNV-1a, then mixed. */
export function isSampled(id: string, samplingRate: number): boolean {
  return samplingRate >= 1 || hash(id) < samplingRate * 4_294_967_296;
}

/** 32 bits of a text. */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  // Ids that follow each other differ in few bits, which FNV alone leaves in the lower ones.
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
