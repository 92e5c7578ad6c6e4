/** The values that are there, how many are missing (NaN, null, undefined), and how many of those there are infinite. */
export function presentValues(values: ArrayLike<number | null | undefined>): {
  readonly values: Float64Array;
  readonly dropped: number;
  readonly infinite: number;
} {
  const present = new Float64Array(values.length);
  let [count, infinite] = [0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value === null || value === undefined || Number.isNaN(value)) continue;
    if (value === Infinity || value === -Infinity) infinite += 1;
    present[count] = value;
    count += 1;
  }
  return { values: present.subarray(0, count), dropped: values.length - count, infinite };
}
