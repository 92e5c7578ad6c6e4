import { EdgeError, isEdgeError } from '@harper-edge/contracts';

/** The failure that an answer with this status is. `who` is shown to callers: "example.org". */
export function failureOf(
  status: number,
  { who, retryAfterMs }: { readonly who: string; readonly retryAfterMs: number | undefined },
): EdgeError {
  const said = `${who} answered ${status}`;
  if (status === 404 || status === 410) return new EdgeError('NOT_FOUND', `${said}: there is no such model or file`);
  if (status === 401 || status === 403) {
    return new EdgeError('FORBIDDEN', `${said}: it needs a token, or one that is allowed to read this`);
  }
  if ([408, 425, 429].includes(status) || status >= 500) {
    return new EdgeError('UNAVAILABLE', `${said}; it may answer later`, {
      ...(retryAfterMs !== undefined && { retryAfterMs, retryAfterSeconds: Math.ceil(retryAfterMs / 1_000) }),
    });
  }
  return new EdgeError('INVALID_INPUT', `${said}: it does not give this model`);
}

const certificate = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER))/;

/** A failure of the connection in our words; one of ours, and the reason of an abort, stay as they are. */
export function connectionFailure(error: unknown, who: string, signal?: AbortSignal): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (isEdgeError(error)) return error;
  const code = codeOf(error);
  if (certificate.test(code)) {
    return new EdgeError('FORBIDDEN', `${who}: its certificate is not valid (${code})`, { cause: error });
  }
  return new EdgeError('UNAVAILABLE', `${who} did not answer, or the connection broke (${code})`, { cause: error });
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
