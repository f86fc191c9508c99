import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'

/** A registered trigger with its place among those of equal priority: those of the code first, then stored ones by tag. */
export interface RegisteredTrigger {
  trigger: NormalizedTrigger
  order: number
}

/**
 * The triggers of one engine, by the table names that their definitions use. Each change makes a new `generation` in one step: Plans are
 * cached per generation, so a Write in flight keeps the Plan that it began with (R38).
 */
export class TriggerRegistry {
  /** By table name, then by what makes the trigger one of its kind there. */
  #byTable = new Map<string, Map<string, RegisteredTrigger>>()
  #order = 0
  #generation = 0
  #listeners = new Set<() => void>()

  get generation(): number {
    return this.#generation
  }

  get empty(): boolean {
    return this.#byTable.size === 0
  }

  /** Adds a trigger of the code under each of its tables; one of the same name there is replaced (R37). The tables where one was. */
  add(trigger: NormalizedTrigger): string[] {
    const replaced: string[] = []
    for (const table of trigger.tables) {
      const triggers = this.#byTable.get(table) ?? new Map<string, RegisteredTrigger>()
      if (triggers.delete(identityOf(trigger))) replaced.push(table)
      triggers.set(identityOf(trigger), { trigger, order: this.#order++ })
      this.#byTable.set(table, triggers)
    }
    this.#changed()
    return replaced
  }

  /** Detaches from one table every trigger of that name (R37), a stored one until the next `replaceStored`; whether there was one. */
  remove(table: string, name: string): boolean {
    const triggers = this.#byTable.get(table)
    const found = [...(triggers ?? [])].filter(([, { trigger }]) => trigger.name === name)
    if (triggers === undefined || found.length === 0) return false
    for (const [identity] of found) triggers.delete(identity)
    if (triggers.size === 0) this.#byTable.delete(table)
    this.#changed()
    return true
  }

  /** Puts these in place of all stored triggers in one step (R38); triggers of the code stay as they are (R37). */
  replaceStored(stored: readonly NormalizedTrigger[]): void {
    const byTable = new Map<string, Map<string, RegisteredTrigger>>()
    for (const [table, triggers] of this.#byTable) {
      const kept = [...triggers].filter(([, { trigger }]) => trigger.origin === 'code')
      if (kept.length > 0) byTable.set(table, new Map(kept))
    }
    for (const [index, trigger] of stored.entries()) {
      for (const table of trigger.tables) {
        const triggers = byTable.get(table) ?? new Map<string, RegisteredTrigger>()
        triggers.set(identityOf(trigger), { trigger, order: afterCode + index })
        byTable.set(table, triggers)
      }
    }
    this.#byTable = byTable
    this.#changed()
  }

  /** Triggers registered under any of these names, each once, lowest priority number first, then in order of registration. */
  find(names: Iterable<string>): RegisteredTrigger[] {
    const found = new Map<NormalizedTrigger, RegisteredTrigger>()
    for (const name of names) {
      for (const entry of this.#byTable.get(name)?.values() ?? []) {
        if (!found.has(entry.trigger)) found.set(entry.trigger, entry)
      }
    }
    return [...found.values()].sort((a, b) => a.trigger.priority - b.trigger.priority || a.order - b.order)
  }

  all(): NormalizedTrigger[] {
    const triggers = [...this.#byTable.values()].flatMap((entries) =>
      [...entries.values()].map((entry) => entry.trigger),
    )
    return [...new Set(triggers)]
  }

  /** Calls `listener` after each change; gives the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #changed(): void {
    this.#generation++
    for (const listener of this.#listeners) listener()
  }
}

const afterCode = 2 ** 40

/** In the code a name, in a store a tag (R37): a trigger of the one kind never replaces one of the other. */
function identityOf({ origin, name, tag }: NormalizedTrigger): string {
  return origin === 'code' ? `code:${name}` : `stored:${tag}`
}
