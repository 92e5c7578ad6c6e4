import { bigIntsAsText } from './big-ints-as-text.ts';

/** The value as it came, for an error message: JSON, cut short, with big integers as their digits. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(bigIntsAsText(value)).slice(0, 80);
}
