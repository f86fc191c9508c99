import type { Trigger } from '@triggerkit/core'
import type { Engine, HarnessSession, Row, WritePathHarness } from '../harness.ts'
import { copyValue } from '../watch/copy-value.ts'
import type { SeenEvent, WatchContext } from '../watch/watch-changes.ts'

export type Definition = Parameters<Engine['register']>[1]

type CustomFunction = Parameters<typeof Trigger.custom>[0]

/** What the tests of rules work with. */
export interface RuleBench<Client> {
  harness: WritePathHarness<Client>
  readonly session: HarnessSession<Client>
  /** What `onError` heard since the test began. */
  errors: { error: Error; event: string | undefined; trigger: string }[]
  /** Registers for the length of the test. */
  register(table: string, definition: Definition): void
  /** Registers a trigger that notes the Changes of a table; its list grows as they come. */
  watch(table: string, phase?: 'transaction' | 'commit'): SeenEvent[]
  unregisterAll(): void
  /** One row of Item. */
  insertItem(client: Client, label: string, more?: Row): Promise<unknown>
  updateItem(client: Client, label: string, set: Row): Promise<unknown>
  deleteItem(client: Client, label: string): Promise<unknown>
  labels(table: string): Promise<unknown[]>
}

export function ruleBench<Client>(
  harness: WritePathHarness<Client>,
  live: () => HarnessSession<Client> | undefined,
  errors: RuleBench<Client>['errors'],
): RuleBench<Client> {
  const registered: [string, string][] = []
  const session = (): HarnessSession<Client> => {
    const current = live()
    if (!current) throw new Error(`${harness.name}: setup has not run`)
    return current
  }
  const register: RuleBench<Client>['register'] = (table, definition) => {
    session().engine.register(table, definition)
    registered.push([table, definition.name])
  }
  return {
    harness,
    errors,
    register,
    get session() {
      return session()
    },
    watch(table, phase = 'commit') {
      const seen: SeenEvent[] = []
      register(table, {
        name: `watch-${phase}`,
        events: ['afterInsert', 'afterUpdate', 'afterDelete'],
        actions: [{ ...custom((context) => void seen.push(toSeen(context))), phase }],
      })
      return seen
    },
    unregisterAll() {
      for (const [table, name] of registered.splice(0)) session().engine.unregister(table, name)
    },
    insertItem: (client, label, more) => session().write.insert(client, 'Item', [{ label, ...more }]),
    updateItem: (client, label, set) => session().write.update(client, 'Item', { label }, set),
    deleteItem: (client, label) => session().write.delete(client, 'Item', { label }),
    labels: async (table) => (await session().read(table)).map((row) => row.label),
  }
}

/** A custom action with the context that the suites know. */
export function custom(run: (context: WatchContext & Row) => unknown): { type: string; run: CustomFunction } {
  return { type: 'custom', run: run as unknown as CustomFunction }
}

function toSeen(context: WatchContext): SeenEvent {
  const { event, table, operation, record, previousRecord, changedFields } = context
  return {
    event,
    table,
    operation,
    soft: context.soft === true,
    record: copyValue(record),
    previousRecord: copyValue(previousRecord),
    changedFields: [...changedFields],
  }
}

/** A promise with its handles outside, to hold a flow at a point of the test's choosing. */
export function gate(): { open: () => void; passed: Promise<void> } {
  let open = (): void => undefined
  const passed = new Promise<void>((resolve) => (open = resolve))
  return { open: () => open(), passed }
}
