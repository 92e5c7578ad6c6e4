import { EdgeError, edgeErrorCodes, isEdgeError, type EdgeErrorCode } from '@harper-edge/contracts';

/** Errors of connections that were never made: the server cannot have seen the request. */
const unsentCodes = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];
const timeoutCodes = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'];

/** What a failed connection means; failures that are not the connection's stay what they are. */
export function connectionFailure(error: unknown): unknown {
  if (isEdgeError(error) || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  if (!/^(E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(code)) return error;
  const unsent = unsentCodes.includes(code);
  if (timeoutCodes.includes(code)) {
    return new EdgeError('DEADLINE_EXCEEDED', `the store did not answer in time (${code})`, { cause: error, unsent });
  }
  return new EdgeError('UNAVAILABLE', `the store cannot be reached (${code}); is the host running?`, {
    cause: error,
    unsent,
  });
}

export interface FailedResponse {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/** What a response above 399 means: the door's own code, or what its status says where something else answered. */
export function responseFailure({ status, retryAfter, text }: FailedResponse): EdgeError {
  const seconds = Number(retryAfter);
  const facts = {
    status,
    ...(retryAfter === undefined || Number.isNaN(seconds) ? {} : { retryAfterSeconds: seconds }),
  };
  const sent = parseFailure(text);
  if (sent !== undefined) return new EdgeError(sent.code, sent.error, facts);
  const { code, message } = statusFailures[status] ?? statusFailures[status >= 500 ? 500 : 400] ?? unknownStatus;
  return new EdgeError(code, `${message} (status ${status})`, facts);
}

interface StatusFailure {
  readonly code: EdgeErrorCode;
  readonly message: string;
}

const unknownStatus: StatusFailure = { code: 'INTERNAL', message: 'the store answered what it never should' };
const busy: StatusFailure = { code: 'UNAVAILABLE', message: 'the store cannot answer now' };

const statusFailures: Readonly<Record<number, StatusFailure>> = {
  400: unknownStatus,
  401: { code: 'UNAUTHENTICATED', message: 'the store wants another credential' },
  403: { code: 'FORBIDDEN', message: 'the credential does not allow using the store' },
  404: { code: 'UNAVAILABLE', message: 'there is no store at this URL; is the component deployed?' },
  429: busy,
  500: { code: 'INTERNAL', message: 'the store failed' },
  502: busy,
  503: busy,
  504: busy,
};

function parseFailure(text: string): { code: EdgeErrorCode; error: string } | undefined {
  try {
    const { code, error } = JSON.parse(text) as { code?: unknown; error?: unknown };
    const isKnown = typeof code === 'string' && Object.hasOwn(edgeErrorCodes, code) && typeof error === 'string';
    return isKnown ? { code: code as EdgeErrorCode, error } : undefined;
  } catch {
    return undefined;
  }
}
