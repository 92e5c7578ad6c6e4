import type { Operations } from './operations.ts';

/** What each operation is called in the client; every operation has a name, which a test holds against the API. */
export const methods = {
  predict: 'postPredict',
  embed: 'postV1Embeddings',
  chat: 'postV1ChatCompletions',
  sendFeedback: 'postFeedback',

  listModels: 'getModels',
  listVersions: 'getModelVersions',
  showModel: 'getModelModelIdVersion',
  deleteModel: 'deleteModelModelIdVersion',
  uploadModel: 'postModelUpload',
  uploadBytes: 'putModelModelIdVersionBlob',
  uploadJson: 'postModel',
  listModelRows: 'getModel',
  showModelRow: 'getModelId',
  deleteModelRow: 'deleteModelId',

  promoteModel: 'postModelsModelIdVersionPromote',
  rollBackModel: 'postModelsModelIdRollback',
  validateModel: 'postModelsModelIdVersionValidation',
  showActive: 'getModelsModelIdActive',
  showHistory: 'getModelsModelIdHistory',
  listAliases: 'getModelsModelIdAliases',
  setAlias: 'putModelsModelIdAliasesAlias',
  deleteAlias: 'deleteModelsModelIdAliasesAlias',
  collectGarbage: 'postModelsGarbageCollection',

  inspectSource: 'getModelFetchInspect',
  fetchModel: 'postModelFetchJobs',
  listJobs: 'getModelFetchJobs',
  showJob: 'getModelFetchJobsId',
  retryJob: 'postModelFetchJobsIdRetry',
  cancelJob: 'postModelFetchJobsIdCancel',

  listEvents: 'getMonitoringEvents',
  showEvent: 'getInferenceEventId',
  updateEvent: 'putInferenceEventId',
  showMetrics: 'getMonitoringMetrics',

  compareModels: 'postBenchmarkCompare',
  listComparisons: 'getBenchmarkHistory',

  recognizePicture: 'postApiTenantRecognize',
  moderateTexts: 'postApiTenantModerate',

  isLive: 'getHealthLive',
  isReady: 'getHealthReady',
  showStatus: 'getStatus',
  prometheusMetrics: 'getMetrics',
  describeApi: 'getOpenapiJson',
  describeMetadata: 'getSchemasModelMetadataJson',
  docsPage: 'getDocs',
  docsAsset: 'getDocsAsset',

  openAiListModels: 'getV1Models',
  openAiShowModel: 'getV1ModelsId',

  ollamaChat: 'postApiChat',
  ollamaGenerate: 'postApiGenerate',
  ollamaEmbed: 'postApiEmbed',
  ollamaEmbeddings: 'postApiEmbeddings',
  ollamaTags: 'getApiTags',
  ollamaPs: 'getApiPs',
  ollamaShow: 'postApiShow',
  ollamaVersion: 'getApiVersion',

  v2Server: 'getV2',
  v2IsLive: 'getV2HealthLive',
  v2IsReady: 'getV2HealthReady',
  v2ListModels: 'getV2Models',
  v2Statistics: 'getV2ModelsStats',
  v2ShowModel: 'getV2ModelsModel',
  v2ShowVersion: 'getV2ModelsModelVersionsVersion',
  v2IsModelReady: 'getV2ModelsModelReady',
  v2IsVersionReady: 'getV2ModelsModelVersionsVersionReady',
  v2ModelConfig: 'getV2ModelsModelConfig',
  v2VersionConfig: 'getV2ModelsModelVersionsVersionConfig',
  v2ModelStatistics: 'getV2ModelsModelStats',
  v2VersionStatistics: 'getV2ModelsModelVersionsVersionStats',
  v2Infer: 'postV2ModelsModelInfer',
  v2InferVersion: 'postV2ModelsModelVersionsVersionInfer',
  v2RepositoryIndex: 'postV2RepositoryIndex',
  v2Load: 'postV2RepositoryModelsModelLoad',
  v2Unload: 'postV2RepositoryModelsModelUnload',
} as const satisfies Readonly<Record<string, keyof Operations>>;

/** Names of the plain methods of the client. */
export type MethodName = keyof typeof methods;
