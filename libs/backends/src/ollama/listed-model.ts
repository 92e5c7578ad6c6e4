import type { OllamaCalls } from './ollama-calls.ts';

export interface ListedModel {
  /** Whether the server holds it in memory now. */
  readonly running: boolean;
  /** Bytes it takes there, or those of its file while it is not there; 0 where the server does not say. */
  readonly sizeBytes: number;
}

/** What the server's lists say of a model. They are not needed to run it: a server that has none is no failure. */
export async function findListedModel(calls: OllamaCalls, modelName: string): Promise<ListedModel> {
  const question = { modelName, phase: 'load' } as const;
  const [running, stored] = await Promise.all([
    calls.ask(question, async (client) => sizeIn(await client.ps(), modelName)).catch(() => undefined),
    calls.ask(question, async (client) => sizeIn(await client.list(), modelName)).catch(() => undefined),
  ]);
  return { running: running !== undefined, sizeBytes: running ?? stored ?? 0 };
}

function sizeIn(list: unknown, modelName: string): number | undefined {
  const { models } = (list ?? {}) as { readonly models?: unknown };
  if (!Array.isArray(models)) return undefined;
  const wanted = fullName(modelName);
  const listed = (models as readonly { readonly name?: unknown; readonly size?: unknown }[]).find(
    ({ name }) => typeof name === 'string' && fullName(name) === wanted,
  );
  if (listed === undefined) return undefined;
  return typeof listed.size === 'number' && listed.size > 0 ? listed.size : 0;
}

/** Names are equal without regard to case, and without a tag they mean `latest`. */
function fullName(name: string): string {
  const lower = name.toLowerCase();
  return /:[^/]*$/.test(lower) ? lower : `${lower}:latest`;
}
