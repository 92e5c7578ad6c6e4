import { EdgeError, type EdgeErrorCode } from '@harper-edge/contracts';
import { describe, expect, it } from 'vitest';
import { openAiFailure } from './failure.ts';

describe('a failure in the form of OpenAI', () => {
  // The official client tries 408, 409, 429 and 5xx again, three times in all, unless the header says no.
  it.each<[EdgeErrorCode, number, string, 'false' | undefined]>([
    ['INVALID_INPUT', 400, 'invalid_request_error', 'false'],
    ['UNAUTHENTICATED', 401, 'authentication_error', 'false'],
    ['FORBIDDEN', 403, 'invalid_request_error', 'false'],
    ['NOT_FOUND', 404, 'not_found_error', 'false'],
    ['REQUEST_TIMEOUT', 408, 'invalid_request_error', undefined],
    ['CONFLICT', 409, 'invalid_request_error', 'false'],
    ['TOO_LARGE', 413, 'invalid_request_error', 'false'],
    ['UNSUPPORTED_MEDIA_TYPE', 415, 'invalid_request_error', 'false'],
    ['INVALID_MODEL', 422, 'invalid_request_error', 'false'],
    ['RATE_LIMITED', 429, 'rate_limit_error', undefined],
    ['MODEL_FAILED', 500, 'api_error', 'false'],
    ['INTERNAL', 500, 'api_error', 'false'],
    ['NOT_INSTALLED', 501, 'api_error', 'false'],
    ['UNAVAILABLE', 503, 'api_error', undefined],
    ['DEADLINE_EXCEEDED', 504, 'api_error', undefined],
  ])('%s: %i %s, try again: %s', (code, status, type, shouldRetry) => {
    const { headers, body, ...reply } = openAiFailure(new EdgeError(code, 'what to do', { param: 'input' }));
    expect([reply.status, JSON.parse(body as string)]).toEqual([
      status,
      { error: { message: 'what to do', type, param: 'input', code } },
    ]);
    expect(headers['x-should-retry']).toBe(shouldRetry);
    expect(headers['retry-after']).toBe(status === 429 || status === 503 ? '1' : undefined);
  });

  it('says nothing of a failure that nobody foresaw', () => {
    const { status, body } = openAiFailure(new Error('password 1234'));
    expect([status, body]).toEqual([500, expect.not.stringContaining('1234')]);
    expect(JSON.parse(body as string)).toMatchObject({ error: { type: 'api_error', param: null, code: 'INTERNAL' } });
  });
});
