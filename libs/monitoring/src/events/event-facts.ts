import type { InferenceEvent } from '@harper-edge/contracts';

/** What is known of a prediction when it ends. */
export type EventFacts = Omit<
  InferenceEvent,
  'featuresIn' | 'prediction' | 'actualOutcome' | 'feedbackTimestamp' | 'correct'
>;

/** What is made only when the event is written, and not at all when it is not. */
export type EventPayload = Pick<InferenceEvent, 'featuresIn' | 'prediction'>;

/** An event on its way to the table. */
export interface WaitingEvent {
  readonly facts: EventFacts;
  readonly payload: () => EventPayload;
  /** Told when it has been written, or with the error why it was not. */
  readonly done?: ((error?: unknown) => void) | undefined;
}
