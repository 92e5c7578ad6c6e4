import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

/** What we use of a request that Harper hands to its HTTP middleware. */
export interface HarperRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly pathname: string;
  readonly isWebSocket?: boolean;
  /** Set by Harper once it has authenticated the caller. */
  readonly user?: HarperUser | null;
  readonly _nodeRequest: IncomingMessage;
}

interface HarperUser {
  readonly username?: string;
  readonly role?: { readonly permission?: { readonly super_user?: boolean } };
}

export interface HarperResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer | Readable;
}

type Next = (request: HarperRequest) => unknown;

interface HarperLogger {
  debug?(...message: unknown[]): void;
  info?(...message: unknown[]): void;
  warn?(...message: unknown[]): void;
  error?(...message: unknown[]): void;
}

/** Globals that both Harper 4.7 and 5 give to a component. */
export interface HarperGlobals {
  readonly server: {
    http(middleware: (request: HarperRequest, next: Next) => unknown): void;
    readonly workerIndex?: number;
    readonly workerCount?: number;
  };
  readonly logger: HarperLogger;
}

export const harper = globalThis as unknown as HarperGlobals;
