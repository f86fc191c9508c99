import { Trigger, type TriggerEventName } from '@triggerkit/core'
import type { Engine, Row } from '../harness.ts'
import type { OperationName } from '../oracle/diff-rows.ts'
import { copyValue } from './copy-value.ts'

/** What one trigger was told, once. */
export interface SeenEvent {
  event: string
  table: string
  operation: OperationName
  soft: boolean
  record: Row
  previousRecord?: Row
  changedFields: string[]
  input?: Row
}

/** What a custom function of the suites reads and does. */
export interface WatchContext extends SeenEvent {
  db: unknown
  set(fields: Row): void
  reject(message: string, options?: { code?: string; field?: string }): never
  skip(): void
}

export interface Watch {
  before: SeenEvent[]
  after: SeenEvent[]
  stop(): void
}

export interface WatchOptions {
  tables: Iterable<string>
  /** Runs in each before-trigger once the event is noted. Before-triggers are registered only where this is given. */
  before?: (context: WatchContext, ordinal: number) => unknown
  /** Runs in each after-trigger. */
  after?: (context: WatchContext, ordinal: number) => unknown
  phase?: 'transaction' | 'commit'
}

const BEFORE: TriggerEventName[] = ['beforeInsert', 'beforeUpdate', 'beforeDelete']
const AFTER: TriggerEventName[] = ['afterInsert', 'afterUpdate', 'afterDelete']

/** Registers triggers on the tables that note what they are told. `stop` takes them off. */
export function watchChanges(engine: Engine, options: WatchOptions): Watch {
  const names = [...options.tables]
  const watch: Watch = { before: [], after: [], stop: () => names.forEach((table) => unregister(engine, table)) }
  for (const table of names) {
    if (options.before) {
      engine.register(table, {
        name: 'watch-before',
        events: BEFORE,
        actions: [Trigger.custom((context) => note(context, watch.before, options.before))],
      })
    }
    engine.register(table, {
      name: 'watch-after',
      events: AFTER,
      actions: [
        { ...Trigger.custom((context) => note(context, watch.after, options.after)), phase: options.phase ?? 'commit' },
      ],
    })
  }
  return watch
}

function unregister(engine: Engine, table: string): void {
  engine.unregister(table, 'watch-before')
  engine.unregister(table, 'watch-after')
}

function note(context: object, into: SeenEvent[], then: WatchOptions['before']): unknown {
  const told = context as WatchContext
  into.push({
    event: told.event,
    table: told.table,
    operation: told.operation,
    soft: told.soft === true,
    record: copyValue(told.record),
    previousRecord: copyValue(told.previousRecord),
    changedFields: [...told.changedFields],
    input: copyValue(told.input),
  })
  return then?.(told, into.length)
}
