export interface Settings {
  /** Sent to the host of `--url`, as a Bearer token. */
  readonly apiKey: string | undefined;
}

/** All settings, from the environment. */
export const readSettings = (environment: Readonly<Record<string, string | undefined>>): Settings => ({
  apiKey: environment['EDGE_AI_API_KEY'],
});
