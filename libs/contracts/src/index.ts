export { checkInputs, checkOutputs } from './check-run.ts';
export type { ChatChunk, ChatMessage, ChatRequest } from './chat.ts';
export { EdgeError, edgeErrorCodes, isEdgeError } from './edge-error.ts';
export type { EdgeErrorCode, EdgeErrorOptions } from './edge-error.ts';
export { parseId } from './id.ts';
export type { InferenceEvent } from './inference-event.ts';
export type { Json } from './json.ts';
export { isFree, takeLease } from './lease.ts';
export type { Leased, LeaseTerms } from './lease.ts';
export { frameworks, stages } from './model.ts';
export type { DeclaredMetadata, Framework, ModelMetadata, ModelValidation, ModelVersion, Stage } from './model.ts';
export { retryDelayMs } from './retry-delay.ts';
export type { RetryDelayOptions } from './retry-delay.ts';
export { checkTensor, elementCount, textsOf } from './tensor.ts';
export type { Datatype, Tensor, TensorData, TensorSpec } from './tensor.ts';
export { zeroRow } from './zero-row.ts';
export type { Abortable } from './ports/abortable.ts';
export type { BlobInfo, BlobStore, PutBlobOptions } from './ports/blob-store.ts';
export { systemClock } from './ports/clock.ts';
export type { Clock } from './ports/clock.ts';
export type {
  InferenceBackend,
  LoadedModel,
  LoadOptions,
  ModelArtifact,
  RunOptions,
  StreamedArtifact,
  Tokens,
} from './ports/inference-backend.ts';
export { silentLogger } from './ports/logger.ts';
export type { Logger, LogFacts } from './ports/logger.ts';
export type {
  InspectOptions,
  ModelSource,
  OpenOptions,
  PrepareOptions,
  SourceFile,
  SourceListing,
  SourceOptions,
  SourceProgress,
} from './ports/model-source.ts';
export { createSystemRng } from './ports/rng.ts';
export type { Rng } from './ports/rng.ts';
export type { Store } from './ports/store.ts';
export { checkLimit, scan } from './ports/table.ts';
export type { Comparable, Condition, Page, Query, Row, RowBatch, Table, TableDefinition } from './ports/table.ts';
