export type { ActionDefinition, ActionOptions, Phase, Timing } from './action/action-definition.ts'
export type { ActionFunction, ActionFunctionContext, ActionNeeds } from './action/action-function.ts'
export type { Clock } from './action/clock.ts'
export type { AddressResolver, EgressOptions } from './action/egress/egress-options.ts'
export { HttpError } from './action/executors/http/http-error.ts'
export { ValidationFailure } from './action/executors/record/validate.ts'
export type { Logger } from './action/logger.ts'
export type { RetryPolicy } from './action/retry-policy.ts'
export type { TransactionOptions } from './adapter/port.ts'
export type { Operation, Row } from './change/change.ts'
export type { CheckCode } from './check/check-codes.ts'
export type { CheckFinding } from './check/check-finding.ts'
export type { ConditionDefinition, FieldCondition } from './condition/condition-definition.ts'
export { ConditionOperator, type ConditionOperatorName } from './condition/condition-operator.ts'
export type { ConditionVerdict, FieldVerdict } from './condition/explain-condition.ts'
export type { EvaluationContext } from './context/trigger-context.ts'
export type * from './dry-run/dry-run-report.ts'
export { explain } from './dry-run/explain.ts'
export { type ConnectOptions, connectTriggers, type TriggersConnection } from './engine/connect-triggers.ts'
export { defaultTriggers } from './engine/default-triggers.ts'
export type { EngineOptions, ErrorHandler } from './engine/engine-options.ts'
export type { DeadLetterHandler } from './engine/engine-queue.ts'
export type { EventText } from './engine/event-triggers.ts'
export type {
  ActionReport,
  ExecutionReport,
  ManualContext,
  SkipCause,
  TriggerReport,
} from './engine/execution-report.ts'
export type { LoadOptions, LoadReport, SkippedTrigger } from './engine/load-report.ts'
export type { ProcessorConfig, TriggerProcessor } from './engine/processor.ts'
export type { ProviderHealth } from './engine/provider-health.ts'
export { createTriggers, Triggers, type WithoutOptions } from './engine/triggers.ts'
export * from './errors/index.ts'
export type { Execution, ExecutionOutcome } from './executions/execution.ts'
export type { ExecutionsDriver } from './executions/execution-log.ts'
export type { ExecutionListOptions, ExecutionPage, Executions } from './executions/executions.ts'
export type { ExecutionsOptions } from './executions/executions-options.ts'
export { memoryExecutions } from './executions/memory-executions.ts'
export * from './provider/index.ts'
export type { JobAttempt } from './queue/attempt-history.ts'
export { createWorker } from './queue/create-worker.ts'
export type { JobState } from './queue/job.ts'
export type { JobCodec } from './queue/job-codec.ts'
export type { JobSelection } from './queue/job-selection.ts'
export type { JobDetails, JobView } from './queue/job-view.ts'
export type { JobListOptions, JobPage, JobProgress, Jobs, PauseSelection } from './queue/jobs.ts'
export { type MemoryOutboxOptions, memoryOutbox } from './queue/memory-outbox.ts'
export type { OutboxDriver, OutboxStats, PauseTarget } from './queue/outbox.ts'
export type { OutboxTools } from './queue/outbox-tools.ts'
export type { Worker } from './queue/worker.ts'
export type { JobInfo, WorkerCounters, WorkerEventName, WorkerEvents } from './queue/worker-events.ts'
export type { WorkerOptions } from './queue/worker-options.ts'
export type { SecretOptions, Secrets, SecretValue } from './secret/secret-source.ts'
export { signWebhook, type WebhookContent, type WebhookHeaders } from './secret/sign-webhook.ts'
export type { DefinitionVersion, DeleteOptions, HistoryOptions } from './store/definition-version.ts'
export { type DefinitionChange, diffDefinitions } from './store/diff-definitions.ts'
export { memoryStore } from './store/memory-store.ts'
export type { DefinitionUpdate, NewDefinition, StoredDefinition } from './store/stored-definition.ts'
export type {
  ChangeNote,
  HistoryQuery,
  JsonDefinition,
  StoreChange,
  StoredEntry,
  StoredTrigger,
  StoredVersion,
  StoreScope,
  StoreWatcher,
  TriggerStore,
  UnreadableTrigger,
} from './store/trigger-store.ts'
export type { StoredLimits, StoredOptions } from './stored/stored-options.ts'
export type * from './telemetry/index.ts'
export { type DefineTrigger, defineTrigger } from './trigger/define-trigger.ts'
export type { NormalizedTrigger } from './trigger/normalized-trigger.ts'
export { Trigger, type TriggerBuilder } from './trigger/trigger.ts'
export { TriggerActionType } from './trigger/trigger-action-type.ts'
export type { TableTriggerDefinition, TriggerDefinition } from './trigger/trigger-definition.ts'
export { type ConcreteEvent, TriggerEvent, type TriggerEventName } from './trigger/trigger-event.ts'
export { TriggerTiming } from './trigger/trigger-timing.ts'
