import type { Json } from '@harper-edge/contracts';

/** What stands in the place of a value that must not be kept. */
const redacted = '[redacted]';

/**
 * The value without what is at these paths: names joined by dots, each the rest of a name or a name and a rest, so that
 * names with dots in them can be meant too. Lists are entered, element by element; '' is the whole value.
 *
 * @example redact({ user: { mail: 'a@b' }, x: 1 }, ['user.mail']) // { user: { mail: '[redacted]' }, x: 1 }
 */
export function redact(value: Json, paths: readonly string[]): Json {
  if (paths.length === 0) return value;
  if (paths.includes('')) return value === null ? null : redacted;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((element) => redact(element, paths));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redact(member, below(paths, name))]));
}

/** The paths that go on below a member, without its name. */
export function below(paths: readonly string[], name: string): readonly string[] {
  return paths.flatMap((path) =>
    path === name ? [''] : path.startsWith(`${name}.`) ? [path.slice(name.length + 1)] : [],
  );
}
