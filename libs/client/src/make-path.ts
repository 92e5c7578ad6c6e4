/**
 * The path of an operation with its parameters and query filled in; what is `undefined` in the query is left out.
 *
 * @throws TypeError when a parameter is missing, or one that URLs take for a folder: "", "." or ".."
 */
export function makePath(
  template: string,
  params: Readonly<Record<string, unknown>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (typeof value !== 'string' || ['', '.', '..'].includes(value))
      throw new TypeError(`${name}: expected a name, received ${JSON.stringify(value)}`);
    // The rest of an address, with its slashes.
    return name === 'path' ? encodePath(value) : encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      search.append(name, String(value));
    else if (value !== undefined) throw new TypeError(`${name}: expected a string, number or boolean`);
  }
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

function encodePath(path: string): string {
  const segments = path.split('/');
  if (segments.some((segment) => segment === '.' || segment === '..'))
    throw new TypeError(`path: expected no "." or "..", received ${JSON.stringify(path)}`);
  return segments.map(encodeURIComponent).join('/');
}
