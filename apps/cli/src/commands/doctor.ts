import type { Command, Context } from '../command.ts';
import { version } from '../version.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

export const doctor: Command = {
  name: 'doctor',
  summary: 'Check settings, host and access, and say what to do about what is wrong',
  args: [],
  options: [],
  examples: [
    { line: 'doctor', says: 'is everything as it should be?' },
    { line: 'doctor --url http://localhost:3001 --json', says: 'of a certain host, for a program' },
  ],
  output: {
    schema: {
      type: 'object',
      required: ['ok', 'checks'],
      properties: {
        ok: { type: 'boolean' },
        checks: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['name', 'ok', 'message'],
            properties: { name: { type: 'string' }, ok: { type: 'boolean' }, message: { type: 'string' } },
          },
        },
      },
    },
  },
  run: async (context) => {
    const checks: Check[] = [];
    for (const [name, check] of Object.entries(steps)) {
      const found = await check(context).then(
        (message) => ({ name, ok: true, message }),
        (error: unknown) => ({ name, ok: false, message: error instanceof Error ? error.message : String(error) }),
      );
      checks.push(found);
      // What comes after would fail for the same reason.
      if (!found.ok) break;
    }
    const ok = checks.every((check) => check.ok);
    return {
      json: { ok, checks },
      exitCode: ok ? 'done' : 'negative',
      show: (style) =>
        checks
          .map(
            (check) =>
              `${check.ok ? style.good('ok  ') : style.bad('FAIL')}  ${check.name.padEnd(8)}  ${check.message}`,
          )
          .join('\n'),
    };
  },
};

/** In this order; each says what it found or throws what is wrong. */
const steps: Readonly<Record<string, (context: Context) => Promise<string>>> = {
  node: () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const found = `Node.js ${process.versions.node}`;
    if (major > 20 || (major === 20 && minor >= 19)) return Promise.resolve(found);
    return Promise.reject(new Error(`${found}; 20.19 or newer is needed: https://nodejs.org`));
  },
  settings: ({ settings: { url, urlFrom, credential, credentialFrom } }) => {
    const kind = credential === undefined ? 'no credential' : 'apiKey' in credential ? 'API key' : 'token' in credential ? 'token' : `user ${credential.user}`; // prettier-ignore
    return Promise.resolve(`${url} (${urlFrom}), ${kind}${credentialFrom === undefined ? '' : ` (${credentialFrom})`}`);
  },
  host: async ({ client, signal }) => {
    await client.isLive({}, { signal, timeoutMs: 10_000 }).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}; start a host (npm start) or name one with --url`);
    });
    return 'answers';
  },
  ready: async ({ client, signal }) => {
    await client.isReady({}, { signal, timeoutMs: 10_000 });
    return 'takes predictions';
  },
  access: async ({ client, signal }) => {
    const status = await client.showStatus({}, { signal }).catch((error: unknown) => {
      const step = (error as { status?: number }).status === 401 ? '; set EDGE_AI_API_KEY, or EDGE_AI_USER and EDGE_AI_PASSWORD' : ''; // prettier-ignore
      throw new Error((error as Error).message + step);
    });
    return `${status.host} ${status.version} on Node.js ${status.nodeVersion}; ${status.frameworks.join(', ')}`;
  },
  version: async ({ client, signal }) => {
    const { methods, operations } = await import('@harper-edge/client');
    const { info, paths } = (await client.describeApi({}, { signal })) as unknown as {
      info: { version: string };
      paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    const missing = Object.values(methods)
      .map((id) => operations[id])
      .filter(({ path, method }) => paths[path]?.[method.toLowerCase()] === undefined);
    const [first] = missing;
    if (first === undefined) return `harper-ai ${version}, host ${info.version}`;
    throw new Error(
      `host ${info.version} lacks ${missing.length} operations that harper-ai ${version} knows, such as ${first.method} ${first.path}; update the host`,
    );
  },
};
