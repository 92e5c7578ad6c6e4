import type { ApiResponse } from './exchange.ts';

const mark = Symbol('reply');

/** An answer that is no JSON object: other content, another status, or a stream. Made by `reply`. */
export interface Reply extends ApiResponse {
  readonly [mark]: true;
}

export interface ReplyOptions {
  /** Default 200. */
  readonly status?: number | undefined;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function reply(body: ApiResponse['body'], { status = 200, contentType, headers = {} }: ReplyOptions): Reply {
  return { [mark]: true, status, body, headers: { 'content-type': contentType, ...lengthOf(body), ...headers } };
}

/** Any JSON value; `undefined` members are left out. */
export const jsonReply = (value: unknown, options: Omit<ReplyOptions, 'contentType'> = {}): Reply =>
  reply(JSON.stringify(value), { contentType: 'application/json', ...options });

export const isReply = (value: unknown): value is Reply => typeof value === 'object' && value !== null && mark in value;

function lengthOf(body: ApiResponse['body']): Record<string, string> {
  if (typeof body === 'string') return { 'content-length': String(Buffer.byteLength(body)) };
  return body instanceof Uint8Array ? { 'content-length': String(body.length) } : {};
}
