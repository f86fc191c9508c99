import { type ConditionBuilder, when } from '../condition/when.ts'
import {
  type CacheActions,
  type DatabaseActions,
  type StorageActions,
  cache,
  database,
  storage,
} from './builder/data-actions.ts'
import { type HttpActions, http } from './builder/http-actions.ts'
import {
  type BrokerActions,
  type LogActions,
  type NotificationActions,
  broker,
  log,
  notification,
} from './builder/message-actions.ts'
import { type RecordActions, record } from './builder/record-actions.ts'
import {
  type AgentActions,
  type AppActions,
  type FallbackActions,
  type QuotaActions,
  type WorkflowActions,
  action,
  agent,
  custom,
  fallback,
  quota,
  workflow,
} from './builder/run-actions.ts'

/** Builds actions and conditions: every method gives plain data that a definition can carry. */
export interface TriggerBuilder {
  readonly database: DatabaseActions
  readonly storage: StorageActions
  readonly notification: NotificationActions
  readonly broker: BrokerActions
  readonly cache: CacheActions
  readonly workflow: WorkflowActions
  readonly action: AppActions
  readonly agent: AgentActions
  readonly http: HttpActions
  readonly log: LogActions
  readonly quota: QuotaActions
  readonly fallback: FallbackActions
  readonly record: RecordActions
  readonly custom: typeof custom
  readonly when: ConditionBuilder
}

/** `Trigger.log.info('User created: {{record.id}}')`, `Trigger.when.field('record.total').greaterThan(1000)`. */
export const Trigger: TriggerBuilder = Object.freeze({
  database,
  storage,
  notification,
  broker,
  cache,
  workflow,
  action,
  agent,
  http,
  log,
  quota,
  fallback,
  record,
  custom,
  when,
})
