import { bigIntsAsText } from './big-ints-as-text.ts';

/** The value as it came, for an error message: JSON, cut short, with big integers as their digits. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint') return String(value).slice(0, 80);
  if (value === Infinity || value === -Infinity) return `a number beyond ${Number.MAX_VALUE}`;
  return JSON.stringify(bigIntsAsText(value)).slice(0, 80);
}
