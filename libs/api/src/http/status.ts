import { type EdgeError, type EdgeErrorCode, isEdgeError } from '@harper-edge/contracts';
import { jsonReply, type Reply } from './reply.ts';

/** The HTTP status of each error code; a code without one does not compile. */
export const statusByCode = {
  INVALID_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  INVALID_MODEL: 422,
  RATE_LIMITED: 429,
  MODEL_FAILED: 500,
  INTERNAL: 500,
  NOT_INSTALLED: 501,
  BAD_GATEWAY: 502,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
} as const satisfies Record<EdgeErrorCode, number>;

/** What a caller is told of a failure: the message and the code, neither cause nor stack. */
export function describeFailure(error: unknown): { readonly code: EdgeErrorCode; readonly message: string } {
  if (isEdgeError(error)) return { code: error.code, message: error.message };
  const message = 'an unforeseen failure; the log of the host has it under this requestId';
  return { code: 'INTERNAL', message };
}

/** The response for a failure: its status, and a body with message, code and request id. */
export function errorReply(error: unknown, requestId: string): Reply {
  const { code, message } = describeFailure(error);
  return jsonReply({ error: message, code, requestId }, { status: statusByCode[code], headers: failureHeaders(error) });
}

/** The headers that say what to do about a failure. */
export function failureHeaders(error: unknown): Record<string, string> {
  return isEdgeError(error) ? headersOf(error) : {};
}

function headersOf({ code, facts }: EdgeError): Record<string, string> {
  switch (code) {
    case 'RATE_LIMITED':
    case 'UNAVAILABLE':
      return {
        'retry-after': typeof facts['retryAfterSeconds'] === 'number' ? String(facts['retryAfterSeconds']) : '1',
      };
    case 'METHOD_NOT_ALLOWED':
      return { allow: typeof facts['allow'] === 'string' ? facts['allow'] : '' };
    case 'UNAUTHENTICATED':
      return { 'www-authenticate': 'Bearer realm="harper-edge-ai"' };
    case 'UNSUPPORTED_MEDIA_TYPE':
      return { 'accept-encoding': 'gzip, deflate, identity' };
    case 'REQUEST_TIMEOUT':
      // What is still on its way is not wanted.
      return { connection: 'close' };
    default:
      return {};
  }
}
