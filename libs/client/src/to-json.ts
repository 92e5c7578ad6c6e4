/**
 * JSON in which no number changes on the way: integers of 64 bits, NaN and the infinities become strings, which the API
 * reads as what they say, and typed arrays become lists. `JSON.stringify` alone would send `null` or fail.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'bigint') return String(member);
    if (typeof member === 'number' && !Number.isFinite(member)) return String(member);
    if (ArrayBuffer.isView(member) && !(member instanceof DataView))
      return Array.from(member as unknown as Iterable<number | bigint>);
    return member;
  });
}
