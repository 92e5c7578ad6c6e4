import { isEdgeError } from '@harper-edge/contracts';

/** Failures that say themselves that trying again is of no use, whatever their code says. */
export const isPermanent = (error: unknown): boolean => isEdgeError(error) && error.facts['isPermanent'] === true;

/** Whether another try can end better. Content that has changed meanwhile is fetched anew. */
export const isTransient = (error: unknown): boolean =>
  isEdgeError(error) && (error.retryable || isEdgeError(error, 'PRECONDITION_FAILED')) && !isPermanent(error);
