import type { Eventually } from './experiment-store.ts';

/** Work that waits for a store where it yields, and goes on with what the store answered. */
export type Steps<Result> = Generator<Eventually<unknown>, Result, unknown>;

/** Waits for one answer: `yield* answerOf(store.readPlan(id))`. */
export function* answerOf<Value>(answer: Eventually<Value>): Generator<Eventually<unknown>, Value, unknown> {
  return (yield answer) as Value;
}

/** For a store that answers at once. */
export function runNow<Result>(steps: Steps<Result>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next(step.value);
  return step.value;
}

export async function runLater<Result>(steps: Steps<Result>): Promise<Result> {
  let step = steps.next();
  while (!step.done) step = steps.next(await step.value);
  return step.value;
}
