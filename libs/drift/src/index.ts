export { onlineDetectors, restoreDetector } from './online/index.ts';
export type { OnlineDetectorName } from './online/index.ts';
export type { DetectorSnapshot, OnlineDetector, Signal } from './online/online-detector.ts';
