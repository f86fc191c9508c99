import type { CheckFinding } from '../check/check-finding.ts'
import { staleStore } from '../check/stale-store.ts'
import { describeText } from '../errors/describe-value.ts'
import { LimitExceededError } from '../errors/limit-exceeded-error.ts'
import { messageOf } from '../errors/to-error.ts'
import { TriggerkitError } from '../errors/triggerkit-error.ts'
import { isUnreadable, type StoredEntry, type TriggerStore } from '../store/trigger-store.ts'
import { untilAnswered } from '../store/until-answered.ts'
import { normalizeTrigger } from '../trigger/normalize-trigger.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { EngineStore } from './engine-store.ts'
import type { LoadOptions, LoadReport, SkippedTrigger } from './load-report.ts'
import { standInOf } from './stand-in-trigger.ts'

/** Milliseconds until a reload that failed is tried again: the first time, and at most. */
const retryMs = 500
const mostRetryMs = 30_000
/** Most milliseconds that the end of a watch is waited for. */
const closeMs = 5_000

/** How an engine's stored triggers become active, and stay what is stored. */
export class StoredTriggers {
  readonly #store: EngineStore
  /** What the last load found. */
  #fetched: readonly StoredEntry[] = []
  /** Messages that were told already of what is skipped. */
  #told = new Set<string>()
  #loading: Promise<unknown> = Promise.resolve()
  #watching: Promise<() => Promise<void>> | undefined
  #isReloadDue = false
  /** Why what is active may not be what is stored. */
  #stale: { readonly error: Error; readonly since: string } | undefined
  #failures = 0
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(store: EngineStore) {
    this.#store = store
  }

  async load({ watch = false }: LoadOptions = {}): Promise<LoadReport> {
    const store = this.#store.for('load')
    if (watch) await this.#watch(store)
    return this.#enqueue(() => this.#loadFrom(store))
  }

  /** Ends the watch; a store that hangs is not waited for. */
  async close(): Promise<void> {
    clearTimeout(this.#retry)
    const watching = this.#watching
    this.#watching = undefined
    const ending = watching?.then((end) => end()).catch(() => undefined)
    if (ending !== undefined) await atMost(closeMs, ending)
  }

  /** Judges what was loaded anew: another database is connected. */
  recheck(): void {
    if (this.#fetched.length > 0) this.#activate()
  }

  /** What `check()` has to say of the store. */
  findings(): CheckFinding[] {
    return this.#stale === undefined ? [] : [staleStore(this.#stale.error, this.#stale.since)]
  }

  async #loadFrom(store: TriggerStore): Promise<LoadReport> {
    this.#fetched = sorted(await untilAnswered(store.fetchAll(this.#store.scope), (error) => this.#lost(error)))
    this.#told = new Set()
    this.#stale = undefined
    this.#failures = 0
    clearTimeout(this.#retry)
    const report = this.#activate()
    const { loaded, skipped } = report
    this.#store.core.observers?.storeRead({ loaded: loaded.length, skipped })
    return report
  }

  /** One load after the other, so that the last one called decides. */
  #enqueue(load: () => Promise<LoadReport>): Promise<LoadReport> {
    const loading = this.#loading.then(load, load)
    this.#loading = loading
    return loading
  }

  async #watch(store: TriggerStore): Promise<void> {
    if (this.#store.core.closed) throw watchClosed()
    if (store.watch === undefined) throw watchMissing()
    this.#watching ??= store.watch(this.#store.scope, {
      changed: () => this.#reload(store),
      failed: (error) => this.#lost(error),
    })
    try {
      await this.#watching
    } catch (error) {
      this.#watching = undefined
      throw error
    }
  }

  /** However many changes come while a load is under way, one further load follows it. */
  #reload(store: TriggerStore): void {
    const { core } = this.#store
    if (this.#isReloadDue || core.closed) return
    this.#isReloadDue = true
    const reloading = this.#enqueue(() => {
      this.#isReloadDue = false
      return this.#loadFrom(store)
    })
    core.background.add(reloading.catch((cause: unknown) => this.#reloadFailed(store, cause)))
  }

  /** A change is not missed because the store was down when it was to be read: it is read again, ever less often, until it answers. */
  #reloadFailed(store: TriggerStore, cause: unknown): void {
    this.#lost(reloadFailed(cause))
    if (this.#store.core.closed) return
    const delay = Math.min(mostRetryMs, retryMs * 2 ** this.#failures++)
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#reload(store), delay)
    ;(this.#retry as { unref?: () => void }).unref?.()
  }

  /** `onError` hears once of each time that the store goes. */
  #lost(error: Error): void {
    this.#store.core.observers?.storeRead({ loaded: 0, skipped: [], error })
    if (this.#stale === undefined) this.#store.core.tell(error, undefined, standInOf('*'))
    this.#stale ??= { error, since: new Date().toISOString() }
  }

  /** What is wrong is skipped and told of; all that is right becomes active in one step (R38). */
  #activate(): LoadReport {
    const { core } = this.#store
    const loaded: NormalizedTrigger[] = []
    const skipped: (SkippedTrigger & { trigger: NormalizedTrigger })[] = []
    const { maxTriggers } = core.stored.bounds
    for (const entry of this.#fetched.slice(0, maxTriggers)) {
      try {
        loaded.push(this.#toTrigger(entry))
      } catch (cause) {
        const { tag, version } = entry
        skipped.push({ tag, version, error: invalid(entry, cause), trigger: standInFor(entry) })
      }
    }
    core.registry.replaceStored(loaded)
    const error = this.#tooMany(maxTriggers)
    for (const entry of this.#fetched.slice(maxTriggers)) {
      const { tag, version } = entry
      skipped.push({ tag, version, error, trigger: standInFor(entry) })
    }
    for (const { trigger, error } of skipped) {
      if (this.#told.has(error.message)) continue
      this.#told.add(error.message)
      core.tell(error, undefined, trigger)
    }
    return { loaded, skipped: skipped.map(({ tag, version, error }) => ({ tag, version, error })) }
  }

  /** Whoever may write to the store must not fill the memory of whoever loads from it; told once, however many there are. */
  #tooMany(maxTriggers: number): LimitExceededError {
    const message =
      `The store has ${this.#fetched.length} triggers, and at most ${maxTriggers} are loaded, in the order of their tags. ` +
      'Raise it: createTriggers({ stored: { maxTriggers } }).'
    return new LimitExceededError({ limit: maxTriggers, found: this.#fetched.length, message })
  }

  #toTrigger(entry: StoredEntry): NormalizedTrigger {
    if (isUnreadable(entry)) throw entry.problem
    const { tag, definition, version } = entry
    return normalizeTrigger({ ...definition, tag }, { ...this.#store.check(), origin: 'stored', version })
  }
}

/** Resolves with the work, or after so long: it goes on then. */
async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))])
  clearTimeout(timer)
}

function sorted(entries: readonly StoredEntry[]): StoredEntry[] {
  return [...entries].sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0))
}

function standInFor(entry: StoredEntry): NormalizedTrigger {
  return standInOf(entry.tag, isUnreadable(entry) ? undefined : entry.definition)
}

function invalid(entry: StoredEntry, cause: unknown): TriggerkitError {
  const { tag, version } = entry
  const remedy = isUnreadable(entry) ? '' : '\nCorrect it with triggers.update and load again.'
  return new TriggerkitError({
    code: 'STORED_TRIGGER_INVALID',
    message: `The stored trigger ${describeText(tag)} (version ${version}) was not loaded. ${messageOf(cause)}${remedy}`,
    cause,
    data: { tag, version },
  })
}

function watchMissing(): TriggerkitError {
  return new TriggerkitError({
    code: 'STORE_WATCH_MISSING',
    message:
      'The store cannot be watched: it tells of no changes. Call triggers.load() without `watch`, from time to time.',
  })
}

function watchClosed(): TriggerkitError {
  return new TriggerkitError({
    code: 'ENGINE_CLOSED',
    message:
      'The engine is closed, and nobody would end the watch of its store. Load without `watch`, or close the engine last.',
  })
}

function reloadFailed(cause: unknown): TriggerkitError {
  return new TriggerkitError({
    code: 'STORE_RELOAD_FAILED',
    message: `The store changed, and could not be read: ${messageOf(cause)}. What was loaded before stays active; it is read again until it answers.`,
    cause,
  })
}
