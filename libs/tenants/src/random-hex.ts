import type { Rng } from '@harper-edge/contracts';

/** `bytes` random bytes as lower-case hexadecimal digits: as unguessable as `rng` is. */
export function randomHex(rng: Rng, bytes: number): string {
  let text = '';
  for (let i = 0; i < bytes; i++)
    text += Math.floor(rng.next() * 256)
      .toString(16)
      .padStart(2, '0');
  return text;
}
