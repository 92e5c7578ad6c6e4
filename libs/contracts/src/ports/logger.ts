/** Facts are logged beside the message; an `Error` under `error` keeps its stack and cause. */
export type LogFacts = Readonly<Record<string, unknown>>;

/** Never throws, whatever the facts hold. */
export interface Logger {
  debug(message: string, facts?: LogFacts): void;
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
}

const ignore = (): undefined => undefined;

export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
