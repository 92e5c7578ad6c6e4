/** What goes wrong with the next requests that match. */
export interface ServerFault {
  /** For example `/api/chat`. Default: any. */
  readonly path?: string;
  /** How many requests it meets. Default 1. */
  readonly times?: number;
  /** Answers with this status instead, and `error` as its text. */
  readonly status?: number;
  /** Of an answer with `status`, or in the stream after `after` pieces. */
  readonly error?: string;
  /** Sends this instead of JSON: as the whole body, or in the stream after `after` pieces. */
  readonly raw?: string;
  /** Content type of `raw` as the whole body. */
  readonly type?: string;
  /** Milliseconds before the first byte; `Infinity` never answers. */
  readonly delayMs?: number;
  /** Milliseconds between pieces; `Infinity` stops after the first, or after `after`. */
  readonly pauseMs?: number;
  /** Milliseconds between the last piece of a stream and its end. */
  readonly lingerMs?: number;
  /** Pieces of a stream that are sent before it happens; more than there are: after the last one. Default 1. */
  readonly after?: number;
  /** Cuts the connection in the stream after `after` pieces; `end` ends it as if that were all. */
  readonly cut?: 'reset' | 'end';
}
