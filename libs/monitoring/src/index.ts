export { inferenceEventTable } from './inference-event-table.ts';
export type { Metrics } from './metrics.ts';
export { createMonitoring } from './monitoring.ts';
export type { EventFilter, Feedback, Monitoring, MonitoringOptions } from './monitoring.ts';
export { quantile } from './quantile.ts';
