export { applyProcessing } from './apply-processing.ts';
export { parseSettings } from './parse-settings.ts';
export { probeImage } from './probe-image.ts';
export type { SentenceSettings } from './processing-settings.ts';
export { importSharp } from './sharp-package.ts';
export type { Sharp } from './sharp-package.ts';
