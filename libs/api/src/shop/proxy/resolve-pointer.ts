/** What a JSON Pointer (RFC 6901) points at; `undefined` where it leads nowhere. */
export function resolvePointer(document: unknown, pointer: string): unknown {
  const names = pointer.split('/').slice(1);
  return names.reduce<unknown>((value, escaped) => {
    const name = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) return /^(0|[1-9][0-9]*)$/.test(name) ? (value[Number(name)] as unknown) : undefined;
    return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Readonly<Record<string, unknown>>)[name]
      : undefined;
  }, document);
}
