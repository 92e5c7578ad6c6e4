import { edgeErrorCodes, isEdgeError } from '@harper-edge/contracts';
import { z } from 'zod';
import { jsonReply, type Reply } from '../http/reply.ts';
import { describeFailure, failureHeaders, statusByCode } from '../http/status.ts';

const failureSchema = z
  .object({
    error: z.object({
      message: z.string().meta({ description: 'What was expected, what came and what to do.' }),
      type: z.string(),
      param: z.string().nullable().meta({ description: 'The member of the request that is wrong.' }),
      code: z.string().meta({ description: 'As on every other route.' }),
    }),
  })
  .meta({ id: 'OpenAiError' });

/** What the routes of this form have in common. */
export const openAiRoute = { tag: 'openai', failure: openAiFailure, failureSchema } as const;

/** A failure in the form of OpenAI; `param` is the member of the request that is wrong, where it is one. */
export function openAiError(error: unknown): { readonly error: Readonly<Record<string, string | null>> } {
  const { code, message } = describeFailure(error);
  const param = isEdgeError(error) ? error.facts['param'] : undefined;
  return {
    error: { message, type: typeOf(statusByCode[code]), param: typeof param === 'string' ? param : null, code },
  };
}

/** The reply to a failure. The official client tries some statuses again unless it is told that this is no use. */
export function openAiFailure(error: unknown): Reply {
  const { code } = describeFailure(error);
  return jsonReply(openAiError(error), {
    status: statusByCode[code],
    headers: {
      ...failureHeaders(error),
      ...(edgeErrorCodes[code].retryable ? {} : { 'x-should-retry': 'false' }),
    },
  });
}

function typeOf(status: number): string {
  switch (status) {
    case 401:
      return 'authentication_error';
    case 404:
      return 'not_found_error';
    case 429:
      return 'rate_limit_error';
    default:
      return status < 500 ? 'invalid_request_error' : 'api_error';
  }
}
