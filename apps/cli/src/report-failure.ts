import { CliError } from './cli-error.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.ts';

interface Report {
  readonly exitCode: ExitCode;
  readonly message: string;
  readonly code: string;
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

export interface ReportOptions {
  readonly isJson: boolean;
  readonly writeError: (text: string) => void;
}

/** Says in one line what went wrong and what to do, and returns how the process is to end. */
export function reportFailure(error: unknown, { isJson, writeError }: ReportOptions): ExitCode {
  const { exitCode, message, ...facts } = describe(error);
  const line = clean(message);
  const about = facts.requestId === undefined ? '' : ` (request ${facts.requestId})`;
  const { code } = exitCodes[exitCode];
  if (isJson) writeError(`${JSON.stringify({ error: line, ...facts, exitCode: code })}\n`);
  else writeError(`harper-ai: ${line}${exitCode === 'failed' ? about : ''}\n`);
  return exitCode;
}

function describe(error: unknown): Report {
  if (error instanceof CliError) {
    const code = error.exitCode === 'usage' ? 'USAGE' : error.exitCode.toUpperCase();
    return { exitCode: error.exitCode, message: error.message, code };
  }
  if (isApiError(error)) {
    const { status, code, requestId, retryAfterSeconds } = error;
    const exitCode = exitCodeOf({ status, code });
    return { exitCode, message: error.message + nextStep(error), code, requestId, retryAfterSeconds };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { exitCode: 'failed', message: `unforeseen: ${message}; please report it`, code: 'UNFORESEEN' };
}

interface ApiErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
}

/** By its name: its class is loaded only with the client. */
const isApiError = (error: unknown): error is ApiErrorFacts => error instanceof Error && error.name === 'ApiError';

/** What helps, where the host cannot know it. */
function nextStep({ status, code, retryAfterSeconds }: ApiErrorFacts): string {
  if (code === 'UNREACHABLE') return '; start a host (npm start) or name one with --url';
  if (code === 'TIMEOUT') return '; allow more with --timeout';
  if (status === 401) return '; set EDGE_AI_API_KEY, or EDGE_AI_USER and EDGE_AI_PASSWORD';
  if (status === 429 || status === 503) return `; try again in ${retryAfterSeconds ?? 1} s`;
  return '';
}

/** One line, and nothing in it that a terminal would obey. */
const clean = (text: string): string =>
  text.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '?');
