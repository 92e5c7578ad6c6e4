import { EdgeError } from '@harper-edge/contracts';

/**
 * How every session of onnxruntime is opened, whichever package does it.
 *
 * @throws EdgeError INVALID_INPUT when `intraOpThreads` is not a whole number from 1.
 */
export function sessionOptions(intraOpThreads: number) {
  if (!Number.isInteger(intraOpThreads) || intraOpThreads < 1) {
    throw new EdgeError('INVALID_INPUT', `intraOpThreads: expected a whole number from 1, received ${intraOpThreads}`);
  }
  return {
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    intraOpNumThreads: intraOpThreads,
    interOpNumThreads: 1,
    // Every failure comes back as an error; the runtime's own lines on stderr would only let callers fill a log.
    logSeverityLevel: 4,
    // Threads that spin while they wait make each other slow when the CPUs are shared.
    ...(intraOpThreads > 1 && { extra: { session: { intra_op: { allow_spinning: '0' } } } }),
  } as const;
}
