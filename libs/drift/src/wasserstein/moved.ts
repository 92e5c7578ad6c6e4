/** (to - from) share: how far a share of the values moves, where the difference alone may overflow. */
export const moved = (from: number, to: number, share: number): number =>
  to - from < Infinity ? (to - from) * share : to * share - from * share;
