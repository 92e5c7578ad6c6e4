export { createAddressCheck } from './http/address-check.ts';
export { createCheckedConnector } from './http/checked-connector.ts';
export type { ResolvedAddress, Resolve } from './http/checked-connector.ts';
export { createHttpClient } from './http/http-client.ts';
export type { HttpClient } from './http/http-client.ts';
export { fetchJobTable, jobStatuses } from './jobs/fetch-job.ts';
export type { FetchJob, FetchRequest, JobStatus } from './jobs/fetch-job.ts';
export type { CompleteFetch, FetchedFile, FetchedModel } from './jobs/fetched-model.ts';
export type { JobFilter } from './jobs/job-list.ts';
export type { JobView } from './jobs/job-view.ts';
export { fetchSlotTable } from './jobs/slots.ts';
export { createModelFetch } from './model-fetch.ts';
export type {
  InspectRequest,
  ModelFetch,
  ModelFetchOptions,
  ModelFetchSettings,
  ModelFetchTiming,
} from './model-fetch.ts';
export { readModelFetchSettings } from './read-settings.ts';
export { signWebhook } from './webhooks/sign-webhook.ts';
export type { WebhookMessage } from './webhooks/sign-webhook.ts';
export { sourceNames } from './sources/index.ts';
export type { SourceName } from './sources/index.ts';
