/**
 * Every failure this project names, what it means, and whether the same call can succeed later without being changed.
 * The HTTP layer owns the mapping to statuses; libraries never mention HTTP.
 */
export const edgeErrorCodes = {
  INVALID_INPUT: { meaning: 'A value is malformed: wrong name, shape, datatype or range.', retryable: false },
  UNAUTHENTICATED: { meaning: 'No credential, or one that is not valid.', retryable: false },
  FORBIDDEN: { meaning: 'The credential is valid but does not allow this.', retryable: false },
  NOT_FOUND: { meaning: 'No such model, version, event or route.', retryable: false },
  METHOD_NOT_ALLOWED: { meaning: 'The route exists, but not for this verb.', retryable: false },
  CONFLICT: { meaning: 'Something else already stands where this wanted to be written.', retryable: false },
  PRECONDITION_FAILED: { meaning: 'The row no longer is what the caller said it was.', retryable: false },
  REQUEST_TIMEOUT: { meaning: 'The request did not arrive whole in time.', retryable: true },
  TOO_LARGE: { meaning: 'More bytes, elements or nesting than the configured limit.', retryable: false },
  UNSUPPORTED_MEDIA_TYPE: { meaning: 'A content type or coding that this route does not read.', retryable: false },
  INVALID_MODEL: { meaning: 'The artifact is not a model that its framework can load.', retryable: false },
  RATE_LIMITED: { meaning: 'The caller used up its own quota.', retryable: true },
  NOT_INSTALLED: { meaning: 'The feature needs a package that is not installed.', retryable: false },
  BAD_GATEWAY: {
    meaning: 'The server behind this one did not answer, or with something that cannot be passed on.',
    retryable: true,
  },
  UNAVAILABLE: {
    meaning: 'Not able to answer now: loading, full, draining, or a store that does not answer.',
    retryable: true,
  },
  DEADLINE_EXCEEDED: { meaning: 'The time allowed for the call ran out.', retryable: true },
  MODEL_FAILED: { meaning: 'The model failed on input that matches its metadata.', retryable: false },
  INTERNAL: { meaning: 'A fault of ours.', retryable: false },
} as const satisfies Record<string, { readonly meaning: string; readonly retryable: boolean }>;

export type EdgeErrorCode = keyof typeof edgeErrorCodes;

export interface EdgeErrorOptions {
  /** What led to this failure. Kept for logs, never sent to a caller. */
  readonly cause?: unknown;
  /** Facts worth logging beside the message, such as `modelId` or `limitBytes`. */
  readonly [fact: string]: unknown;
}

/**
 * The one error class. `message` says what was expected, what came and what to do, and is shown to callers:
 * it must hold no secret, no path and no stack.
 *
 * @example throw new EdgeError('NOT_FOUND', 'no model "iris"; upload it with POST /model/upload', { modelId: 'iris' });
 */
export class EdgeError extends Error {
  readonly code: EdgeErrorCode;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: EdgeErrorCode, message: string, options: EdgeErrorOptions = {}) {
    const { cause, ...facts } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'EdgeError';
    this.code = code;
    this.facts = facts;
  }

  /** Whether the same call, unchanged, can succeed later. */
  get retryable(): boolean {
    return edgeErrorCodes[this.code].retryable;
  }
}

/** True for an `EdgeError`, of any code or of the given one; also across two copies of this package in one process. */
export function isEdgeError(value: unknown, code?: EdgeErrorCode): value is EdgeError {
  if (!(value instanceof Error) || value.name !== 'EdgeError') return false;
  return code === undefined || (value as Error & { readonly code?: unknown }).code === code;
}
