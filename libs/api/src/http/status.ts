import { type EdgeError, type EdgeErrorCode, isEdgeError } from '@harper-edge/contracts';

/** The HTTP status of each error code; a code without one does not compile. */
export const statusByCode = {
  INVALID_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  INVALID_MODEL: 422,
  RATE_LIMITED: 429,
  MODEL_FAILED: 500,
  INTERNAL: 500,
  NOT_INSTALLED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
} as const satisfies Record<EdgeErrorCode, number>;

/** The response for a failure: its status, and a body that holds the message and the code but neither cause nor stack. */
export function errorResponse(error: unknown, requestId: string): Response {
  const code = isEdgeError(error) ? error.code : 'INTERNAL';
  const message = isEdgeError(error)
    ? error.message
    : 'an unforeseen failure; the log of the host has it under this requestId';
  const headers = { 'X-Request-Id': requestId, ...(isEdgeError(error) ? headersOf(error) : {}) };
  return Response.json({ error: message, code, requestId }, { status: statusByCode[code], headers });
}

function headersOf({ code, facts }: EdgeError): Record<string, string> {
  switch (code) {
    case 'RATE_LIMITED':
    case 'UNAVAILABLE':
      return {
        'Retry-After': typeof facts['retryAfterSeconds'] === 'number' ? String(facts['retryAfterSeconds']) : '1',
      };
    case 'METHOD_NOT_ALLOWED':
      return { Allow: typeof facts['allow'] === 'string' ? facts['allow'] : '' };
    case 'UNAUTHENTICATED':
      return { 'WWW-Authenticate': 'Bearer realm="harper-edge-ai"' };
    case 'UNSUPPORTED_MEDIA_TYPE':
      return { 'Accept-Encoding': 'gzip, deflate, identity' };
    default:
      return {};
  }
}
