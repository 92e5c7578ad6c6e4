export { alertTable, alertWatchTable } from './alerts/alert.ts';
export type { Alert } from './alerts/alert.ts';
export { alertChannelTable } from './alerts/alert-channel.ts';
export type { AlertChannel } from './alerts/alert-channel.ts';
export { alertDeliveryTable, deliveryStates } from './alerts/alert-delivery.ts';
export type { AlertDelivery } from './alerts/alert-delivery.ts';
export { alertMetricNames } from './alerts/alert-metrics.ts';
export { alertOperators, alertRuleTable, alertSeverities, noDataMeanings } from './alerts/alert-rule.ts';
export type { AlertRule, AlertRuleDraft } from './alerts/alert-rule.ts';
export type { Alerts } from './alerts/alerts.ts';
export type { AlertSenders, SendOutcome } from './alerts/channel.ts';
export { channelOf } from './alerts/channels/index.ts';
export type { ChannelKind, ChannelSettings } from './alerts/channels/index.ts';
export { parseRuleExpression, writeRuleExpression } from './alerts/rule-expression.ts';
export { alertSilenceTable } from './alerts/silence.ts';
export type { AlertSilence } from './alerts/silence.ts';
export { defaultDriftSettings, defaultQualitySettings } from './config/drift-settings.ts';
export type { CheckSettings, DriftSettings, QualityRule, QualitySettings } from './config/drift-settings.ts';
export { defaultEventSettings } from './config/event-settings.ts';
export type { EventSettings } from './config/event-settings.ts';
export { defaultRetrainingSettings } from './config/retraining-settings.ts';
export type { RetrainingSettings } from './config/retraining-settings.ts';
export { monitoringConfigTable } from './config/monitoring-config-table.ts';
export type { MonitoringConfig } from './config/monitoring-config-table.ts';
export { hostCounterTable } from './counters/host-counter-table.ts';
export type { HostStatistics } from './counters/host-counters.ts';
export { latencyEdgesSeconds } from './counters/prediction-counters.ts';
export type { PredictionCounter } from './counters/prediction-counters.ts';
export type { EventFacts, EventPayload } from './events/event-facts.ts';
export type { EventFilter } from './events/event-reader.ts';
export { resultPlace } from './drift/check-results.ts';
export type { CheckResults, ResultFilter } from './drift/check-results.ts';
export type { Checks } from './drift/checks.ts';
export { dataQualityMetricsTable } from './drift/data-quality-metrics.ts';
export type {
  DataQualityMetrics,
  QualityOfColumn,
  QualityVerdict,
  QualityViolation,
} from './drift/data-quality-metrics.ts';
export { driftBaselineId, driftBaselineTable } from './drift/drift-baseline.ts';
export type { DriftBaseline } from './drift/drift-baseline.ts';
export { driftKinds, driftMetricsTable } from './drift/drift-metrics.ts';
export type {
  ColumnsVerdict,
  ConceptVerdict,
  DriftBaselineSource,
  DriftKind,
  DriftMetrics,
  DriftOfColumn,
  DriftSeverity,
  DriftSnapshot,
  DriftTest,
  NoVerdict,
} from './drift/drift-metrics.ts';
export { parseDuration } from './duration.ts';
export { inferenceEventTable } from './events/inference-event-table.ts';
export type { Feedback } from './events/feedback.ts';
export { createMonitoring } from './monitoring.ts';
export type { Monitoring, MonitoringOptions } from './monitoring.ts';
export { retrainingCauses, retrainingRequestTable, retrainingStatuses } from './retraining/retraining-request.ts';
export type { RetrainingRequest } from './retraining/retraining-request.ts';
export type { Retraining, ServingModel } from './retraining/retraining.ts';
export { granularities } from './rollups/granularities.ts';
export type { Granularity } from './rollups/granularities.ts';
export { metricPartTable } from './rollups/metric-part-table.ts';
export { metricRollupTable } from './rollups/metric-rollup-table.ts';
export type { Metrics } from './rollups/metric-sketch.ts';
export type { MetricFilter, MetricSeries, MetricSeriesFilter } from './rollups/metrics-reader.ts';
export type { MetricBucket } from './rollups/metric-bucket.ts';
export { lastDue } from './scheduler/job-lease.ts';
export type { Job, JobRun } from './scheduler/run-leased.ts';
export { scheduledJobTable } from './scheduler/scheduled-job.ts';
export type { JobResult, ScheduledJob } from './scheduler/scheduled-job.ts';
export { createScheduler } from './scheduler/scheduler.ts';
export type { Scheduler, SchedulerOptions } from './scheduler/scheduler.ts';
export type { Timers } from './scheduler/timers.ts';
