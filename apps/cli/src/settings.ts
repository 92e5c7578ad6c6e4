import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Credential } from '@harper-edge/client';
import { usageError } from './cli-error.ts';

export type Source = 'flag' | 'environment' | '.env' | 'config file' | 'default';

export interface Settings {
  readonly url: string;
  readonly urlFrom: Source;
  readonly credential: Credential | undefined;
  readonly credentialFrom: Source | undefined;
  /** `undefined`: as the command thinks fit. */
  readonly timeoutMs: number | undefined;
}

/** Each setting: its name in the environment and in `.env`, and in the config file. */
export const settingNames = {
  url: { variable: 'EDGE_AI_URL', meaning: 'of the host', default: 'http://localhost:9926' },
  apiKey: { variable: 'EDGE_AI_API_KEY', meaning: 'the key of a standalone host', default: 'none' },
  token: { variable: 'EDGE_AI_TOKEN', meaning: 'a bearer token', default: 'none' },
  user: { variable: 'EDGE_AI_USER', meaning: 'a user of Harper', default: 'none' },
  password: { variable: 'EDGE_AI_PASSWORD', meaning: 'the password of that user', default: 'none' },
  timeoutMs: { variable: 'EDGE_AI_TIMEOUT_MS', meaning: 'how long a command may take; 0: as long as it takes', default: '60000, none for transfers and chat' }, // prettier-ignore
} as const satisfies Record<string, { readonly variable: string; readonly meaning: string; readonly default: string }>;

type Name = keyof typeof settingNames;
type Values = Partial<Record<Name, string>>;

export interface SettingFlags {
  readonly url?: string | undefined;
  readonly apiKeyFile?: string | undefined;
  readonly timeoutSeconds?: string | undefined;
  readonly config?: string | undefined;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
}

/**
 * Flags come before the environment, that before `.env` in this folder, that before the config file. A `.env` may come with a
 * folder from anybody: when it names the host, no credential from elsewhere but a flag is sent there.
 *
 * @throws CliError on a file that cannot be read, an unknown setting or a value that cannot be
 */
export async function readSettings(flags: SettingFlags, { env, folder }: Surroundings): Promise<Settings> {
  const sources: readonly (readonly [Source, Values])[] = [
    ['flag', await flagValues(flags)],
    ['environment', variables(env)],
    ['.env', variables(parseEnv((await readIfThere(join(folder, '.env'))) ?? ''))],
    ['config file', await configValues(flags.config, env)],
  ];
  const find = (name: Name, among = sources) => {
    for (const [source, values] of among) {
      const value = values[name];
      if (value !== undefined) return { source, value };
    }
    return undefined;
  };
  const url = find('url');
  const trusted = url?.source === '.env' ? sources.filter(([source]) => ['flag', '.env'].includes(source)) : sources;
  const credential = findCredential(trusted);
  const timeout = find('timeoutMs')?.value;
  if (timeout !== undefined && !/^\d{1,9}$/.test(timeout))
    throw usageError('timeout: expected a whole number of at most 9 digits');
  return {
    url: checkUrl(url?.value ?? settingNames.url.default),
    urlFrom: url?.source ?? 'default',
    credential: credential?.credential,
    credentialFrom: credential?.source,
    timeoutMs: timeout === undefined ? undefined : Number(timeout),
  };
}

/** The one of the first source that has any. */
function findCredential(sources: readonly (readonly [Source, Values])[]) {
  for (const [source, { apiKey, token, user, password }] of sources) {
    if (apiKey !== undefined) return { source, credential: { apiKey } };
    if (token !== undefined) return { source, credential: { token } };
    if (user === undefined && password === undefined) continue;
    if (user === undefined || password === undefined)
      throw usageError(`expected a user and a password, the ${source} has only one of them`);
    return { source, credential: { user, password } };
  }
  return undefined;
}

async function flagValues({ url, apiKeyFile, timeoutSeconds }: SettingFlags): Promise<Values> {
  const values: Values = {};
  if (url !== undefined) values.url = url;
  if (apiKeyFile !== undefined) values.apiKey = (await readOrFail(apiKeyFile, '--api-key-file')).trim();
  if (timeoutSeconds !== undefined) {
    if (!/^\d{1,6}$/.test(timeoutSeconds)) throw usageError('--timeout: expected a whole number of seconds');
    values.timeoutMs = `${timeoutSeconds}000`;
  }
  return values;
}

/** An empty variable is none. */
function variables(env: Readonly<Record<string, string | undefined>>): Values {
  const found = Object.entries(settingNames).map(([name, { variable }]) => [name, env[variable]] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined && value !== ''));
}

async function configValues(flag: string | undefined, env: Surroundings['env']): Promise<Values> {
  const base = env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config');
  const path = flag ?? join(base, 'harper-ai', 'config.json');
  const text = flag === undefined ? await readIfThere(path) : await readOrFail(path, '--config');
  if (text === undefined) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw usageError(`config file ${path}: expected JSON`, error);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw usageError(`config file ${path}: expected an object with ${Object.keys(settingNames).join(', ')}`);
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => {
      if (!Object.hasOwn(settingNames, name))
        throw usageError(
          `config file ${path}: unknown setting "${name}"; there are ${Object.keys(settingNames).join(', ')}`,
        );
      if (typeof value !== 'string' && typeof value !== 'number')
        throw usageError(`config file ${path}: ${name}: expected a string or a number`);
      return [name, String(value)];
    }),
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw usageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, error);
  }
}

async function readOrFail(path: string, what: string): Promise<string> {
  const text = await readIfThere(path);
  if (text === undefined) throw usageError(`${what}: there is no file ${path}`);
  return text;
}

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw usageError('url: expected http://… or https://…, for example --url http://localhost:3001');
  if (url.username !== '' || url.password !== '')
    throw usageError('url: expected no user or password in it; set EDGE_AI_USER and EDGE_AI_PASSWORD');
  return text.replace(/\/+$/, '');
}
