import { assertArguments } from '../errors/argument-error.ts'
import { describeText } from '../errors/describe-value.ts'
import { LimitExceededError } from '../errors/limit-exceeded-error.ts'
import { ProblemList } from '../errors/problem-list.ts'
import { StoreConflictError } from '../errors/store-conflict-error.ts'
import { messageOf } from '../errors/to-error.ts'
import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import { TriggerNotFoundError } from '../errors/trigger-not-found-error.ts'
import { TriggerkitError } from '../errors/triggerkit-error.ts'
import { namesOf } from '../schema/create-schema.ts'
import type { Schema } from '../schema/schema.ts'
import { checkStored, type StoredCheck } from '../store/check-stored.ts'
import { type StoredDefinition, toStoredDefinition } from '../store/stored-definition.ts'
import type { StoredTrigger, StoreScope, TriggerStore } from '../store/trigger-store.ts'
import { printable } from '../trigger/check-label.ts'
import { isFilledText } from '../trigger/check-value.ts'
import { detach } from '../trigger/detach.ts'
import { normalizeTrigger } from '../trigger/normalize-trigger.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { schemaProblems } from './assert-schema-knows.ts'
import type { EngineCore } from './engine-core.ts'
import type { LoadOptions, LoadReport, SkippedTrigger } from './load-report.ts'

/** How often an update that names no version is repeated on what somebody else stored meanwhile. */
const maxUpdateAttempts = 20

/** The triggers of an engine's store: how they are kept, and how they become active. */
export class StoredTriggers {
  readonly #core: EngineCore
  readonly #schemas: () => readonly Schema[]
  /** What the last load found. */
  #fetched: readonly StoredTrigger[] = []
  /** Messages that were told already of what is skipped. */
  #told = new Set<string>()
  #loading: Promise<unknown> = Promise.resolve()
  #watching: Promise<() => Promise<void>> | undefined
  #isReloadDue = false

  constructor(core: EngineCore, schemas: () => readonly Schema[]) {
    this.#core = core
    this.#schemas = schemas
  }

  async create(data: unknown): Promise<StoredDefinition> {
    const store = this.#store('create')
    const problems = new ProblemList()
    const detached = detach(data, problems, { code: false, bounds: this.#core.stored.bounds })
    const { tag, definition } = checkStored(detached, problems, this.#check())
    return toStoredDefinition(await store.create(this.#scope, tag, definition))
  }

  async update(data: unknown): Promise<StoredDefinition> {
    const store = this.#store('update')
    const problems = new ProblemList()
    const changes = detach(data, problems, { code: false, bounds: this.#core.stored.bounds })
    if (changes === undefined && !problems.empty) throw new TriggerDefinitionError({ problems: problems.problems })
    const { tag, version } = updateTarget(changes)
    for (let attempt = 1; ; attempt++) {
      const current = await store.fetch(this.#scope, tag)
      if (current === undefined) throw await this.#notFound(store, tag)
      if (version !== undefined && version !== current.version)
        throw new StoreConflictError({ tag, expected: version, found: current.version })
      const { definition } = checkStored(merge(current.definition, changes as object), problems, this.#check())
      try {
        return toStoredDefinition(await store.update(this.#scope, tag, definition, current.version))
      } catch (error) {
        const again = version === undefined && StoreConflictError.isInstance(error) && attempt < maxUpdateAttempts
        if (!again) throw error
      }
    }
  }

  async fetch(tag: string): Promise<StoredDefinition | undefined> {
    const store = this.#store('fetch')
    assertTag('fetch', tag)
    const found = await store.fetch(this.#scope, tag)
    return found && toStoredDefinition(found)
  }

  async fetchAll(): Promise<StoredDefinition[]> {
    return (await this.#fetchAll(this.#store('fetchAll'))).map(toStoredDefinition)
  }

  async delete(tag: string): Promise<boolean> {
    const store = this.#store('delete')
    assertTag('delete', tag)
    return store.delete(this.#scope, tag)
  }

  async load({ watch = false }: LoadOptions = {}): Promise<LoadReport> {
    const store = this.#store('load')
    if (watch) await this.#watch(store)
    return this.#enqueue(() => this.#loadFrom(store))
  }

  /** Ends the watch. */
  async close(): Promise<void> {
    const ending = this.#watching
    this.#watching = undefined
    const end = await ending?.catch(() => undefined)
    await end?.()
  }

  /** Judges what was loaded anew: another database is connected. */
  recheck(): void {
    if (this.#fetched.length > 0) this.#activate()
  }

  async #loadFrom(store: TriggerStore): Promise<LoadReport> {
    this.#fetched = await this.#fetchAll(store)
    this.#told = new Set()
    return this.#activate()
  }

  /** One load after the other, so that the last one called decides. */
  #enqueue(load: () => Promise<LoadReport>): Promise<LoadReport> {
    const loading = this.#loading.then(load, load)
    this.#loading = loading
    return loading
  }

  async #watch(store: TriggerStore): Promise<void> {
    if (this.#core.closed) throw watchClosed()
    if (store.watch === undefined) throw watchMissing()
    this.#watching ??= store.watch(this.#scope, () => this.#reload(store))
    try {
      await this.#watching
    } catch (error) {
      this.#watching = undefined
      throw error
    }
  }

  /** However many changes come while a load is under way, one further load follows it. */
  #reload(store: TriggerStore): void {
    if (this.#isReloadDue || this.#core.closed) return
    this.#isReloadDue = true
    const reloading = this.#enqueue(() => {
      this.#isReloadDue = false
      return this.#loadFrom(store)
    })
    this.#core.background.add(
      reloading.catch((cause: unknown) => this.#core.tell(reloadFailed(cause), undefined, standInOf({ tag: '*' }))),
    )
  }

  /** What is wrong is skipped and told of; all that is right becomes active in one step (R38). */
  #activate(): LoadReport {
    const loaded: NormalizedTrigger[] = []
    const skipped: (SkippedTrigger & { trigger: NormalizedTrigger })[] = []
    const { maxTriggers } = this.#core.stored.bounds
    for (const stored of this.#fetched.slice(0, maxTriggers)) {
      try {
        loaded.push(this.#toTrigger(stored))
      } catch (cause) {
        const { tag, version } = stored
        skipped.push({ tag, version, error: invalid(stored, cause), trigger: standInOf(stored) })
      }
    }
    this.#core.registry.replaceStored(loaded)
    const error = this.#tooMany(maxTriggers)
    for (const stored of this.#fetched.slice(maxTriggers)) {
      const { tag, version } = stored
      skipped.push({ tag, version, error, trigger: standInOf(stored) })
    }
    for (const { trigger, error } of skipped) {
      if (this.#told.has(error.message)) continue
      this.#told.add(error.message)
      this.#core.tell(error, undefined, trigger)
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

  #toTrigger({ tag, definition, version }: StoredTrigger): NormalizedTrigger {
    const trigger = normalizeTrigger({ ...definition, tag }, { ...this.#check().options, origin: 'stored', version })
    const problems = this.#check().schemaProblems(trigger)
    if (problems.length > 0) throw new TriggerDefinitionError({ trigger: tag, problems })
    return trigger
  }

  #check(): StoredCheck {
    const schemas = this.#schemas()
    return {
      options: {
        ...this.#core.definitionOptions,
        namesOf: (name) => {
          const names = schemas.flatMap((schema) => {
            const table = schema.find(name)
            return table === undefined ? [] : namesOf(schema, table)
          })
          return names.length === 0 ? [name] : names
        },
      },
      schemaProblems: (trigger) =>
        schemaProblems(trigger, schemas, this.#core).filter(({ severity }) => severity === 'error'),
    }
  }

  async #fetchAll(store: TriggerStore): Promise<StoredTrigger[]> {
    const all = await store.fetchAll(this.#scope)
    return [...all].sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0))
  }

  async #notFound(store: TriggerStore, tag: string): Promise<TriggerNotFoundError> {
    const known = (await store.fetchAll(this.#scope)).map((stored) => stored.tag)
    return new TriggerNotFoundError({ tag, ...this.#scope, known })
  }

  get #scope(): StoreScope {
    const { product = 'default', database = 'default' } = this.#core.options
    return { product, database }
  }

  #store(method: string): TriggerStore {
    const { store } = this.#core.options
    if (store !== undefined) return store
    throw new TriggerkitError({
      code: 'STORE_MISSING',
      message:
        `triggers.${method} needs a store, and there is none. Give one: createTriggers({ store: memoryStore() }). ` +
        'What is registered with triggers.register needs none.',
    })
  }
}

function updateTarget(changes: unknown): { tag: string; version?: number } {
  const { tag, version } = isPlainObject(changes) ? changes : {}
  assertArguments('triggers.update(data)', (problems) => {
    if (!isPlainObject(changes)) problems.addType('data', 'an object with a tag', changes)
    else if (!isFilledText(tag)) problems.addType('data.tag', 'the tag of a stored trigger', tag)
    if (version !== undefined && !(Number.isInteger(version) && (version as number) > 0))
      problems.addType('data.version', 'a whole number from 1, as fetch gave it', version)
  })
  return { tag: tag as string, version: version as number | undefined }
}

function assertTag(method: string, tag: unknown): void {
  assertArguments(`triggers.${method}(tag)`, (problems) => {
    if (!isFilledText(tag)) problems.addType('tag', 'a non-empty string', tag)
  })
}

/** null takes a member away; what is undefined is not given. */
function merge(definition: object, changes: object): Record<string, unknown> {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  const members = Object.entries({ ...definition, ...Object.fromEntries(given) })
  return Object.fromEntries(members.filter(([, value]) => value !== null))
}

function invalid({ tag, version }: StoredTrigger, cause: unknown): TriggerkitError {
  return new TriggerkitError({
    code: 'STORED_TRIGGER_INVALID',
    message:
      `The stored trigger ${describeText(tag)} (version ${version}) was not loaded. ${messageOf(cause)}\n` +
      'Correct it with triggers.update and load again.',
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
    message: `The store changed, and could not be read: ${messageOf(cause)}. What was loaded before stays active.`,
    cause,
  })
}

/** What `onError` is told of as the trigger, where the definition gives none. */
function standInOf({ tag, definition }: Pick<StoredTrigger, 'tag'> & Partial<StoredTrigger>): NormalizedTrigger {
  const name = printable(isPlainObject(definition) && isFilledText(definition.name) ? definition.name : tag)
  const nothing = { tables: [], events: [], actions: [], enabled: false, priority: 100 }
  return { tag, name, ...nothing, forEach: 'row', per: 'net', fire: 'always', origin: 'stored' }
}
