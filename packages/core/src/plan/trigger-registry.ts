import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'

/** A registered trigger with its place among those of equal priority. */
export interface RegisteredTrigger {
  trigger: NormalizedTrigger
  order: number
}

/**
 * The triggers of one engine, by the table names that their definitions use. Each change makes a new `generation` in one step: Plans are
 * cached per generation, so a Write in flight keeps the Plan that it began with (R38).
 */
export class TriggerRegistry {
  #byTable = new Map<string, Map<string, RegisteredTrigger>>()
  #order = 0
  #generation = 0
  #listeners = new Set<() => void>()
  #suspended: ReadonlySet<NormalizedTrigger> = new Set()

  get generation(): number {
    return this.#generation
  }

  get empty(): boolean {
    return this.#byTable.size === 0
  }

  /** Adds a trigger under each of its tables; one of the same name on a table is replaced (R37). Names that were replaced. */
  add(trigger: NormalizedTrigger): string[] {
    const replaced: string[] = []
    for (const table of trigger.tables) {
      const triggers = this.#byTable.get(table) ?? new Map<string, RegisteredTrigger>()
      if (triggers.delete(trigger.name)) replaced.push(table)
      triggers.set(trigger.name, { trigger, order: this.#order++ })
      this.#byTable.set(table, triggers)
    }
    this.#changed()
    return replaced
  }

  /** Detaches a trigger from one table (R37); whether it was there. */
  remove(table: string, name: string): boolean {
    const triggers = this.#byTable.get(table)
    if (triggers === undefined || !triggers.delete(name)) return false
    if (triggers.size === 0) this.#byTable.delete(table)
    this.#changed()
    return true
  }

  /** Triggers registered under any of these names, each once, lowest priority number first, then in order of registration. */
  find(names: Iterable<string>): RegisteredTrigger[] {
    const found = new Map<NormalizedTrigger, RegisteredTrigger>()
    for (const name of names) {
      for (const entry of this.#byTable.get(name)?.values() ?? []) {
        if (!found.has(entry.trigger) && !this.#suspended.has(entry.trigger)) found.set(entry.trigger, entry)
      }
    }
    return [...found.values()].sort((a, b) => a.trigger.priority - b.trigger.priority || a.order - b.order)
  }

  /** Keeps these triggers from firing, and lets those fire that were suspended before; `all` has them still. */
  suspend(triggers: Iterable<NormalizedTrigger>): void {
    const suspended = new Set(triggers)
    if (suspended.size === 0 && this.#suspended.size === 0) return
    this.#suspended = suspended
    this.#changed()
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
