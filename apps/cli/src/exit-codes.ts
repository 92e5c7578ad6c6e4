/** How the process ends. These numbers never change their meaning. */
export const exitCodes = {
  done: { code: 0, meaning: 'done' },
  failed: { code: 1, meaning: 'the host failed, or answered something unforeseen' },
  usage: { code: 2, meaning: 'wrong usage, or input that the host refuses: 400, 413, 415, 422' },
  notFound: { code: 3, meaning: 'no such model, version, job, event, shop, product, experiment or alert: 404' },
  refused: { code: 4, meaning: 'not allowed: 401, 403' },
  conflict: { code: 5, meaning: 'something else stands in the way: 409, 412' },
  unavailable: { code: 6, meaning: 'the host cannot be reached, is busy or took too long: 408, 429, 503, 504' },
  negative: {
    code: 7,
    meaning:
      'all went well, but the result is bad: a check or job failed, `profile diff` found something to do, no price can be recommended',
  },
  interrupted: { code: 130, meaning: 'ended by Ctrl-C' },
} as const satisfies Record<string, { readonly code: number; readonly meaning: string }>;

export type ExitCode = keyof typeof exitCodes;

const byStatus: Readonly<Record<number, ExitCode>> = {
  400: 'usage',
  413: 'usage',
  415: 'usage',
  422: 'usage',
  404: 'notFound',
  401: 'refused',
  403: 'refused',
  409: 'conflict',
  412: 'conflict',
  408: 'unavailable',
  429: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** Of a failed call, by its status and code. */
export function exitCodeOf({ status, code }: { readonly status: number; readonly code: string }): ExitCode {
  if (status === 0 && code !== 'UNEXPECTED_ANSWER') return 'unavailable';
  return byStatus[status] ?? 'failed';
}
