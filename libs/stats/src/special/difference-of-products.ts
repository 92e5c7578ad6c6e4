/** p q - r s, rounded about once: the errors of both products are computed and added back. */
export function differenceOfProducts([p, q]: readonly [number, number], [r, s]: readonly [number, number]): number {
  const [first, second] = [p * q, r * s];
  return first - second + (productError(p, q) - productError(r, s));
}

/** p q - fl(p q) exactly (Dekker 1971), for factors below 1e150. */
function productError(p: number, q: number): number {
  const [pHigh, qHigh] = [upperHalf(p), upperHalf(q)];
  const [pLow, qLow] = [p - pHigh, q - qHigh];
  return pLow * qLow - (p * q - pHigh * qHigh - pLow * qHigh - pHigh * qLow);
}

function upperHalf(value: number): number {
  const scaled = value * 134_217_729;
  return scaled - (scaled - value);
}
