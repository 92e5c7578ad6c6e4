/** Calls back once when it has run for its time without being rested or wound up again. */
export interface Deadline {
  /** Runs from now on, for the whole time. */
  start(): void;
  /** Stands still until it is started again. */
  rest(): void;
}

export function createDeadline(timeMs: number, onTimeout: () => void): Deadline {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = (): void => {
    clearTimeout(timer);
  };
  return {
    rest,
    start: () => {
      rest();
      timer = setTimeout(onTimeout, timeMs);
    },
  };
}
