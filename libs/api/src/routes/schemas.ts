import { EdgeError, frameworks, parseId, stages, type Json } from '@harper-edge/contracts';
import { z } from 'zod';
import { bigIntsAsText } from '../tensors/big-ints-as-text.ts';

/** Building blocks of the routes' schemas, described for the OpenAPI document. */

const idPattern = '^[A-Za-z0-9._-]{1,128}$';

export const id = (what: string) =>
  z
    .string()
    .refine((value) => isId(value, what), {
      error: `expected 1 to 128 characters of A-Z a-z 0-9 . _ - (not "." or "..")`,
    })
    .meta({ description: what, pattern: idPattern });

function isId(value: string, what: string): boolean {
  try {
    parseId(value, what);
    return true;
  } catch {
    return false;
  }
}

export const framework = z.enum(frameworks).meta({ description: 'What the artifact is made for.' });
export const stage = z.enum(stages).meta({ description: 'Where the version stands in its life.' });

export const json = z.unknown().transform(bigIntsAsText).meta({ description: 'Any JSON value.' });
export const jsonObject = z.record(z.string(), json);

/** JSON, or a string that holds JSON, as form fields and older clients send it. */
export const jsonOrText = (what: string) =>
  z
    .unknown()
    .transform((value): Json => (typeof value === 'string' ? parseText(value, what) : bigIntsAsText(value ?? null)))
    .meta({ description: `${what}: JSON, or a string holding JSON.` });

function parseText(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new EdgeError('INVALID_INPUT', `${what}: expected JSON, received ${JSON.stringify(text.slice(0, 80))}`, {
      cause: error,
    });
  }
}

/** Any JSON, and a string that holds JSON as what it holds, as older clients send it. */
export const outcome = z
  .unknown()
  .transform((value): Json => (typeof value === 'string' ? parseIfJson(value) : bigIntsAsText(value ?? null)))
  .meta({ description: 'What really happened, for example {"class": 1} or "setosa".' });

function parseIfJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** Milliseconds since 1970 or an ISO 8601 date; parsed to milliseconds. */
/** As ISO 8601 has it, of a day that there is; anything else would be read as some other moment. NaN for what is not. */
function parseIsoDate(text: string): number {
  const date = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}([.]\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text)?.[1];
  const dayMs = date === undefined ? NaN : Date.parse(date);
  const isDay = Number.isFinite(dayMs) && new Date(dayMs).toISOString().startsWith(date ?? text);
  return isDay ? Date.parse(text) : NaN;
}

export const time = z
  .string()
  .transform((value, context) => {
    const ms = /^-?[0-9]+$/.test(value) ? Number(value) : parseIsoDate(value);
    if (Number.isSafeInteger(ms)) return ms;
    context.addIssue({ code: 'custom', message: 'expected milliseconds since 1970 or an ISO 8601 date' });
    return z.NEVER;
  })
  .meta({ description: 'Milliseconds since 1970, or an ISO 8601 date.', example: '2026-01-31T00:00:00Z' });

/** The same in a JSON body. */
export const bodyTime = z
  .union([z.number().int(), time])
  .meta({ description: 'Milliseconds since 1970, or an ISO 8601 date.' });

export const limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(10_000)
  .optional()
  .meta({ description: 'Rows per page, default 100.' });
export const cursor = z.string().optional().meta({ description: 'nextCursor of the page before.' });

const tensorSpec = z
  .object({
    name: z.string(),
    datatype: z.string(),
    shape: z.array(z.number()).readonly(),
    mapKeys: z.array(z.string()).readonly().optional(),
  })
  .readonly();

export const validation = z
  .object({
    passed: z.boolean(),
    metrics: z.record(z.string(), z.number()).readonly(),
    by: z.string(),
    notes: z.string().nullable(),
    at: z.number().meta({ description: 'Milliseconds since 1970.' }),
  })
  .readonly();

export const modelVersion = z
  .object({
    id: z.string(),
    modelId: z.string(),
    version: z.string(),
    framework,
    stage,
    sha256: z.string(),
    sizeBytes: z.number(),
    uploadedAt: z.number().meta({ description: 'Milliseconds since 1970.' }),
    platform: z.string(),
    inputs: z.array(tensorSpec).readonly(),
    outputs: z.array(tensorSpec).readonly(),
    inputSchema: json,
    outputSchema: json,
    metadata: jsonObject,
    deploymentVersion: z
      .number()
      .optional()
      .meta({ description: 'Counted for each model, in the order of registration.' }),
    parentDeployment: z.number().nullish().meta({ description: 'deploymentVersion of the version it was made from.' }),
    validation: validation.optional(),
    lifecycleRevision: z.number().optional().meta({ description: 'Revision of the last change to this version.' }),
    productionRevision: z.number().optional().meta({ description: 'Revision that last put it into production.' }),
  })
  .readonly()
  .meta({ id: 'ModelVersion' });

export const inferenceEvent = z
  .object({
    id: z.string(),
    timestamp: z.number(),
    tenant: z.string().nullish(),
    modelId: z.string(),
    modelVersion: z.string(),
    framework,
    requestId: z.string(),
    userId: z.string().nullable(),
    sessionId: z.string().nullable(),
    featuresIn: json,
    prediction: json,
    confidence: z.number().nullable(),
    latencyMs: z.number(),
    queueMs: z.number().nullish().meta({ description: 'Of latencyMs, waiting for its turn.' }),
    batchRows: z.number().nullish().meta({ description: 'Rows that ran together.' }),
    errorCode: z.string().nullable(),
    actualOutcome: json,
    feedbackTimestamp: z.number().nullable(),
    correct: z.boolean().nullable(),
  })
  .readonly()
  .meta({ id: 'InferenceEvent' });
