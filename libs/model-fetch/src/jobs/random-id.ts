import type { Rng } from '@harper-edge/contracts';

/** 32 hexadecimal digits. */
export function randomId(rng: Rng): string {
  const digits = Array.from({ length: 4 }, () =>
    Math.floor(rng.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  );
  return digits.join('');
}
