import { usageError } from './cli-error.ts';

export interface ModelName {
  readonly modelId: string;
  readonly version: string | undefined;
}

/** `model` or `model:version`. @throws CliError on anything else */
export function parseModelName(text: string): ModelName {
  const match = /^([A-Za-z0-9._-]{1,128})(?::([A-Za-z0-9._-]{1,128}))?$/.exec(text);
  const [, modelId, version] = match ?? [];
  if (modelId !== undefined && ![modelId, version].some((part) => part === '.' || part === '..'))
    return { modelId, version };
  throw usageError(
    `expected model or model:version of A-Z a-z 0-9 . _ -, received ${JSON.stringify(text.slice(0, 80))}`,
  );
}

/** `model:version`. @throws CliError without a version */
export function parseVersionName(text: string): { readonly modelId: string; readonly version: string } {
  const { modelId, version } = parseModelName(text);
  if (version === undefined)
    throw usageError(`expected ${modelId}:<version>; harper-ai model show ${modelId} lists its versions`);
  return { modelId, version };
}
