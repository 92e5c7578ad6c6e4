import { EdgeError } from '@harper-edge/contracts';

/** From one time up to, but without, another; milliseconds since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** @throws EdgeError INVALID_INPUT when the window ends before it starts. */
export function checkWindow(startTime: number | undefined, endTime: number | undefined): void {
  if (startTime !== undefined && endTime !== undefined && startTime > endTime) {
    throw new EdgeError('INVALID_INPUT', `expected startTime <= endTime, received ${startTime} and ${endTime}`);
  }
}
