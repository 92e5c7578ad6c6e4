/** Who calls: the API key of a standalone host, a token, or a user of Harper. */
export type Credential =
  { readonly apiKey: string } | { readonly token: string } | { readonly user: string; readonly password: string };

/** The headers that present a credential. */
export function credentialHeaders(credential: Credential | undefined): Readonly<Record<string, string>> {
  if (credential === undefined) return {};
  if ('apiKey' in credential) return { 'x-api-key': credential.apiKey };
  if ('token' in credential) return { authorization: `Bearer ${credential.token}` };
  const { user, password } = credential;
  // `btoa` takes bytes as characters; names and passwords are sent as UTF-8 (RFC 7617, 2.1).
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return { authorization: `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}` };
}
