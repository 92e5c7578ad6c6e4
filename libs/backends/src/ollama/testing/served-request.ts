/** A request as the stand-in saw it. */
export interface ServedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Which of the connections so far it came on, from 1. */
  readonly connection: number;
  /** The parsed body; `undefined` where there was none that is JSON. */
  readonly body: unknown;
  /** Settles when the request is over: answered in full, given up by the client, or cut by a fault. */
  readonly outcome: Promise<'answered' | 'aborted' | 'cut'>;
}
