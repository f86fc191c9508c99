import { type ConditionBuilder, when } from '../condition/when.ts'
import {
  type CacheActions,
  cache,
  type DatabaseActions,
  database,
  type StorageActions,
  storage,
} from './builder/data-actions.ts'
import { type HttpActions, http } from './builder/http-actions.ts'
import {
  type BrokerActions,
  broker,
  type LogActions,
  log,
  type NotificationActions,
  notification,
} from './builder/message-actions.ts'
import { type RecordActions, record } from './builder/record-actions.ts'
import {
  type AgentActions,
  type AppActions,
  action,
  agent,
  custom,
  type FallbackActions,
  fallback,
  type QuotaActions,
  quota,
  type WorkflowActions,
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
