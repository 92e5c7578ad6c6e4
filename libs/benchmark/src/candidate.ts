/** What a process has used so far. */
export interface Usage {
  /** Resident set size. */
  readonly rssBytes: number;
  /** User and system time since some fixed moment. */
  readonly cpuSeconds: number;
}

/** One of those that are compared: anything that answers an input. */
export interface Candidate<Input, Answer = unknown> {
  /** Unique among the candidates. */
  readonly name: string;
  /** Rejects when there is no answer; that counts as an error, whatever the reason. */
  run(input: Input, options: { readonly signal: AbortSignal }): Promise<Answer>;
  /** Of the process that computes; absent: memory and CPU time are not reported. */
  usage?(): Usage | Promise<Usage>;
}
