import type { JsonDefinition, StoredTrigger, StoreScope, TriggerStore } from '@triggerkit/core'
import { isUnreadable } from '@triggerkit/core/adapter'
import type { StoreBench } from '../store-harness.ts'

export const scope: StoreScope = { product: 'shop', database: 'orders-db' }

/** A definition as tests change it. */
interface AuditDefinition extends JsonDefinition {
  tag: string
  name: string
  tables: string[]
  events: string[]
  actions: { type: string; message: string; data: { deep: unknown[] } }[]
}

export const definition: AuditDefinition = {
  tag: 'audit',
  name: 'Audit',
  tables: ['orders'],
  events: ['afterInsert'],
  actions: [{ type: 'log.info', message: '{{record.id}} 🛒', data: { deep: [1, 2.5, null, true, 'x'] } }],
}
export const another: AuditDefinition = { ...definition, name: 'Audit, again' }

/** What the tests of stores work with. */
export interface StoreCase {
  readonly bench: StoreBench
  readonly store: TriggerStore
  /** The store as another process has it, or the same one. */
  readonly other: TriggerStore
  /** What can be read, by tag. */
  all(of?: StoreScope): Promise<StoredTrigger[]>
}

export function storeCase(live: () => StoreBench | undefined): StoreCase {
  const bench = (): StoreBench => {
    const found = live()
    if (found === undefined) throw new Error('The store was not set up.')
    return found
  }
  return {
    get bench() {
      return bench()
    },
    get store() {
      return bench().store
    },
    get other() {
      return bench().other ?? bench().store
    },
    async all(of = scope) {
      const entries = await bench().store.fetchAll(of)
      const read = entries.filter((entry): entry is StoredTrigger => !isUnreadable(entry))
      return read.sort((a, b) => (a.tag < b.tag ? -1 : 1))
    },
  }
}

export function caught(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no error',
    (error: unknown) => error,
  )
}

export function named(name: string): JsonDefinition {
  return { ...definition, name }
}
