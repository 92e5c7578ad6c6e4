/** What a route answers: one JSON value, or a stream of them with one a line. */
export type Reply =
  | { readonly kind: 'json'; readonly status: number; readonly value: unknown }
  | { readonly kind: 'text'; readonly status: number; readonly text: string }
  | { readonly kind: 'stream'; readonly pieces: readonly unknown[] };

export const json = (value: unknown, status = 200): Reply => ({ kind: 'json', status, value });
export const failure = (status: number, error: string): Reply => json({ error }, status);

export const pieces = (all: readonly unknown[]): Reply => ({ kind: 'stream', pieces: all });

/** A body that has passed JSON parsing. */
export type Body = Readonly<Record<string, unknown>>;

/** The text under the first of these keys that has one; the empty text where none has. */
export function textIn(body: Body, ...keys: readonly string[]): string {
  const text = keys.map((key) => body[key]).find((value) => typeof value === 'string');
  return typeof text === 'string' ? text : '';
}
