import { EdgeError } from '@harper-edge/contracts';
import { jobStatuses, sourceNames, type FetchRequest, type ModelFetch } from '@harper-edge/model-fetch';
import { z } from 'zod';
import { given } from '../http/given.ts';
import { parseWith } from '../http/parse-with.ts';
import { route } from '../http/route.ts';
import { modelMetadata } from '../model-metadata.ts';
import type { Services } from '../services.ts';
import { cursor, framework, id, json, jsonObject, limit, stage } from './schemas.ts';

const source = z.enum(sourceNames).meta({ description: 'Where the model comes from.' });
const sourceReference = z.string().min(1).max(2_048).meta({
  description:
    'huggingface: owner/name or owner/name@revision; url: http or https address of the file; filesystem: path below a configured folder; ollama: name of the model.',
  example: 'Xenova/all-MiniLM-L6-v2',
});
const variant = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'One of those that inspect lists: default, quantized, fp16.' });

const number = z.number().nullable();
const text = z.string().nullable();
const file = z.object({ path: z.string(), sizeBytes: number, sha256: text });

const job = z
  .object({
    jobId: z.string(),
    status: z.enum(jobStatuses),
    source,
    sourceReference: z.string(),
    variant: text,
    modelId: z.string(),
    modelName: z.string(),
    modelVersion: z.string(),
    framework: framework.nullable(),
    stage,
    metadata: jsonObject,
    priority: z.number(),
    createdAt: z.number().meta({ description: 'Milliseconds since 1970.' }),
    startedAt: number,
    finishedAt: number,
    nextTryAt: number.meta({ description: 'When a job that waits after a failure is tried again.' }),
    attempts: z.number().meta({ description: 'Failures so far that were worth another try.' }),
    revision: text.meta({ description: 'The commit or ETag that is fetched.' }),
    downloadedBytes: z.number(),
    totalBytes: number,
    files: z.array(file).readonly(),
    sha256: text.meta({ description: 'Of the registered artifact.' }),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    webhook: z
      .object({
        url: z.string(),
        status: z.enum(['pending', 'delivered', 'dead']).nullable(),
        eventId: text,
        attempts: z.number(),
        error: text,
      })
      .nullable(),
  })
  .meta({ id: 'FetchJob' });

const jobPath = z.object({ id: id('id') });
const errors = ['NOT_FOUND', 'CONFLICT'] as const;

const inspectRoute = route({
  method: 'GET',
  path: '/model-fetch/inspect',
  summary: 'What a source has under a reference, without downloading it',
  tag: 'models',
  query: z.object({ source, sourceReference, variant: variant.optional() }),
  answer: z.object({
    source,
    sourceReference: z.string(),
    revision: text,
    framework: framework.nullable(),
    variants: z.array(z.string()).readonly(),
    files: z.array(file).readonly(),
    totalBytes: number.meta({ description: 'null where the source does not say how long a file is.' }),
    suggestedName: z.string(),
    metadata: z.record(z.string(), json),
    inputNames: z.array(z.string()).readonly().optional(),
    outputNames: z.array(z.string()).readonly().optional(),
  }),
  errors: ['NOT_FOUND', 'FORBIDDEN', 'UNAVAILABLE', 'TOO_LARGE'],
  handle: async ({ services, request: { signal }, query }) => {
    const { source: name, sourceReference: reference } = query;
    const listing = await fetchOf(services).inspect({ ...given(query), signal });
    const { revision, suggestedName, framework: recognised, variants, metadata, inputNames, outputNames } = listing;
    const files = listing.files.map(({ path, sizeBytes, sha256 }) => ({
      path,
      sizeBytes: sizeBytes ?? null,
      sha256: sha256 ?? null,
    }));
    return {
      source: name,
      sourceReference: reference,
      revision: revision ?? null,
      framework: recognised ?? null,
      variants,
      files,
      totalBytes: files.reduce<number | null>(
        (sum, { sizeBytes }) => (sum === null || sizeBytes === null ? null : sum + sizeBytes),
        0,
      ),
      suggestedName,
      metadata,
      ...given({ inputNames, outputNames }),
    };
  },
});

const submitJobRoute = route({
  method: 'POST',
  path: '/model-fetch/jobs',
  summary: 'Fetch a model and register it, as a job that goes on by itself',
  tag: 'models',
  body: z.object({
    source,
    sourceReference,
    variant: variant.optional(),
    modelName: id('modelName'),
    modelVersion: id('modelVersion'),
    framework: framework.optional().meta({ description: 'Default: as the file names tell.' }),
    stage: stage.default('development'),
    metadata: jsonObject.default({}),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .meta({ description: 'What a model of one file must be, in lower-case hexadecimal.' }),
    priority: z.number().int().min(0).max(9).default(5).meta({ description: 'Higher ones run first.' }),
    webhookUrl: z.url().max(2_048).optional().meta({ description: 'Told when the job has ended.' }),
  }),
  answer: z.object({ jobId: z.string(), status: z.enum(jobStatuses), modelId: z.string(), modelVersion: z.string() }),
  answerStatus: 202,
  errors: ['FORBIDDEN'],
  handle: async ({ services, body: { priority, ...asked } }) => {
    // Said now, instead of after the download.
    parseWith(modelMetadata, asked.metadata, 'body.metadata');
    const { variant: wanted = null, framework: declared = null, sha256 = null, webhookUrl = null } = asked;
    const request: FetchRequest = { ...asked, variant: wanted, framework: declared, sha256, webhookUrl };
    const { jobId, status, modelId, modelVersion } = await fetchOf(services).submit(request, priority);
    return { jobId, status, modelId, modelVersion };
  },
});

const jobsRoute = route({
  method: 'GET',
  path: '/model-fetch/jobs',
  summary: 'Fetch jobs, newest first',
  tag: 'models',
  query: z.object({ status: z.enum(jobStatuses).optional(), modelName: id('modelName').optional(), limit, cursor }),
  answer: z.object({ jobs: z.array(job).readonly(), count: z.number(), nextCursor: z.string().optional() }),
  handle: async ({ services, query }) => {
    const { jobs, nextCursor } = await fetchOf(services).list(given(query));
    return { jobs, count: jobs.length, ...given({ nextCursor }) };
  },
});

const jobRoute = route({
  method: 'GET',
  path: '/model-fetch/jobs/:id',
  summary: 'How far a fetch job is, and what became of it',
  tag: 'models',
  params: jobPath,
  answer: job,
  errors: ['NOT_FOUND'],
  handle: ({ services, params }) => fetchOf(services).get(params.id),
});

const retryJobRoute = route({
  method: 'POST',
  path: '/model-fetch/jobs/:id/retry',
  summary: 'Run a failed or cancelled fetch job again, from what it has downloaded',
  tag: 'models',
  params: jobPath,
  answer: job,
  errors,
  handle: ({ services, params }) => fetchOf(services).retry(params.id),
});

const cancelJobRoute = route({
  method: 'POST',
  path: '/model-fetch/jobs/:id/cancel',
  summary: 'Cancel a fetch job that waits or downloads',
  tag: 'models',
  params: jobPath,
  answer: job,
  errors,
  handle: ({ services, params }) => fetchOf(services).cancel(params.id),
});

function fetchOf({ modelFetch }: Services): ModelFetch {
  if (modelFetch !== undefined) return modelFetch;
  throw new EdgeError('NOT_INSTALLED', 'this host fetches no models');
}

export const modelFetchRoutes = [inspectRoute, submitJobRoute, jobsRoute, jobRoute, retryJobRoute, cancelJobRoute];
