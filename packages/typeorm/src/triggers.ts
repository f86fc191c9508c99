import { defaultTriggers, type Triggers } from '@triggerkit/core'
import { type EntitySubscriberInterface, EventSubscriber } from 'typeorm'
import type { TriggersOptions } from './install/installation.ts'
import { patchTypeorm } from './install/patch-typeorm.ts'
import { registerSubscriber } from './install/registered-subscribers.ts'
import { transactionEvents } from './transaction/transaction-events.ts'

/** What `subscribers` of a DataSource takes. */
export type TriggersSubscriber = new () => EntitySubscriberInterface

/**
 * Makes every write of a DataSource fire the triggers of `engine`; default: the process-wide engine, `defaultTriggers()`.
 *
 * ```ts
 * const dataSource = new DataSource({ type: 'postgres', entities, subscribers: [triggers(engine)] })
 * ```
 */
export function triggers(engine: Triggers = defaultTriggers(), options: TriggersOptions = {}): TriggersSubscriber {
  patchTypeorm()
  class TriggerkitSubscriber implements EntitySubscriberInterface {
    readonly beforeQuery = transactionEvents.beforeQuery
    readonly afterTransactionStart = transactionEvents.started
    readonly beforeTransactionCommit = transactionEvents.committing
    readonly afterTransactionCommit = transactionEvents.committed
    readonly beforeTransactionRollback = transactionEvents.rollingBack
    readonly afterTransactionRollback = transactionEvents.rolledBack
  }
  EventSubscriber()(TriggerkitSubscriber)
  registerSubscriber(TriggerkitSubscriber, { engine, options })
  return TriggerkitSubscriber
}
