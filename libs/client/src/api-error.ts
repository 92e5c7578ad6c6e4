export interface ApiErrorFacts {
  /** Of the answer; 0 when there was none. */
  readonly status: number;
  /**
   * The code of the failure as the API documents it, such as `NOT_FOUND`. Without an answer of the API: `UNREACHABLE` (no
   * connection, or it broke), `TIMEOUT` (the time allowed by the caller ran out), `UNEXPECTED_ANSWER` (something that is
   * not this API answered).
   */
  readonly code: string;
  /** Under which the log of the host has the request. */
  readonly requestId: string | undefined;
  /** When the same call may succeed, where the host says so. */
  readonly retryAfterSeconds: number | undefined;
  readonly cause?: unknown;
}

/** Every failure of a call but the caller's own abort, which is thrown as its reason. */
export class ApiError extends Error implements ApiErrorFacts {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { cause, ...facts }: ApiErrorFacts) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ApiError';
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}
