import { currentContext } from '../context/execution-context.ts'
import { assertArguments } from '../errors/argument-error.ts'
import { describeText } from '../errors/describe-value.ts'
import { ProblemList } from '../errors/problem-list.ts'
import { StoreConflictError } from '../errors/store-conflict-error.ts'
import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import { TriggerNotFoundError } from '../errors/trigger-not-found-error.ts'
import { checkStored } from '../store/check-stored.ts'
import type { DefinitionVersion, DeleteOptions, HistoryOptions } from '../store/definition-version.ts'
import { diffDefinitions } from '../store/diff-definitions.ts'
import { type StoredDefinition, toStoredDefinition } from '../store/stored-definition.ts'
import {
  type ChangeNote,
  isUnreadable,
  type JsonDefinition,
  type StoredTrigger,
  type StoredVersion,
  type TriggerStore,
} from '../store/trigger-store.ts'
import { isFilledText } from '../trigger/check-value.ts'
import { detach } from '../trigger/detach.ts'
import { isPlainObject } from '../value/plain-object.ts'
import type { EngineStore } from './engine-store.ts'
import { standInOf } from './stand-in-trigger.ts'

/** How often an update that names no version is repeated on what somebody else stored meanwhile. */
const maxUpdateAttempts = 20
const maxBy = 200
const maxReason = 2_000

/** The definitions in an engine's store, as people change them. */
export class StoredDefinitions {
  readonly #store: EngineStore

  constructor(store: EngineStore) {
    this.#store = store
  }

  /** @throws TriggerDefinitionError with every problem of a definition that is to be stored; gives what would be kept. */
  check(data: unknown): { tag: string; definition: JsonDefinition } {
    const problems = new ProblemList()
    const detached = detach(data, problems, { code: false, bounds: this.#store.core.stored.bounds })
    return checkStored(detached, problems, this.#store.check())
  }

  async create(data: unknown, note: unknown): Promise<StoredDefinition> {
    const store = this.#store.for('create')
    const { tag, definition } = this.check(data)
    return toStoredDefinition(await store.create(this.#scope, tag, definition, noteOf('create(data, note)', note)))
  }

  async update(data: unknown, note: unknown): Promise<StoredDefinition> {
    const store = this.#store.for('update')
    const problems = new ProblemList()
    const changes = detach(data, problems, { code: false, bounds: this.#store.core.stored.bounds })
    if (changes === undefined && !problems.empty) throw new TriggerDefinitionError({ problems: problems.problems })
    const { tag, version } = updateTarget(changes)
    const change = noteOf('update(data, note)', note)
    for (let attempt = 1; ; attempt++) {
      const current = await store.fetch(this.#scope, tag)
      if (current === undefined) throw await this.#notFound(store, tag)
      if (version !== undefined && version !== current.version)
        throw new StoreConflictError({ tag, expected: version, found: current.version })
      const { definition } = checkStored(merge(current.definition, changes as object), problems, this.#store.check())
      const expectedVersion = current.version
      try {
        return toStoredDefinition(await store.update(this.#scope, tag, definition, { ...change, expectedVersion }))
      } catch (error) {
        const again = version === undefined && StoreConflictError.isInstance(error) && attempt < maxUpdateAttempts
        if (!again) throw error
      }
    }
  }

  async fetch(tag: string): Promise<StoredDefinition | undefined> {
    const store = this.#store.for('fetch')
    assertArguments('triggers.fetch(tag)', (problems) => addTagProblem(problems, tag))
    const found = await store.fetch(this.#scope, tag)
    return found && toStoredDefinition(found)
  }

  /** What cannot be read is told of, and left out. */
  async fetchAll(): Promise<StoredDefinition[]> {
    const entries = await this.#store.for('fetchAll').fetchAll(this.#scope)
    const { core } = this.#store
    const read: StoredTrigger[] = []
    for (const entry of entries) {
      if (isUnreadable(entry)) core.tell(entry.problem, undefined, standInOf(entry.tag))
      else read.push(entry)
    }
    return read.sort((a, b) => (a.tag < b.tag ? -1 : 1)).map(toStoredDefinition)
  }

  async delete(tag: string, options: DeleteOptions = {}): Promise<boolean> {
    const store = this.#store.for('delete')
    const method = 'triggers.delete(tag, options)'
    assertArguments(method, (problems) => {
      addTagProblem(problems, tag)
      addVersionProblem(problems, 'options.version', options?.version)
    })
    const { version: expectedVersion, ...note } = options
    return store.delete(this.#scope, tag, { ...noteOf('delete(tag, options)', note), expectedVersion })
  }

  async history(tag: string, options: HistoryOptions = {}): Promise<DefinitionVersion[]> {
    const store = this.#store.for('history')
    const { limit = 100, before } = options ?? {}
    assertArguments('triggers.history(tag, options)', (problems) => {
      addTagProblem(problems, tag)
      if (!(Number.isInteger(limit) && limit > 0 && limit <= 1_000))
        problems.addType('options.limit', 'a whole number from 1 to 1,000', limit)
      addVersionProblem(problems, 'options.before', before)
    })
    const versions = await store.history(this.#scope, tag, { limit: limit + 1, before })
    return versions.slice(0, limit).map((version, index) => withChanges(version, versions[index + 1]))
  }

  async revert(tag: string, version: number, note: unknown): Promise<StoredDefinition> {
    const store = this.#store.for('revert')
    assertArguments('triggers.revert(tag, version, note)', (problems) => {
      addTagProblem(problems, tag)
      if (version === undefined) problems.addType('version', 'the version to go back to', version)
      addVersionProblem(problems, 'version', version)
    })
    const given = noteOf('revert(tag, version, note)', note)
    const change = { reason: `Revert to version ${version}`, ...given }
    const [found] = await store.history(this.#scope, tag, { limit: 1, before: version + 1 })
    if (found === undefined || found.version !== version || found.definition === undefined)
      throw await this.#noVersion(store, tag, version, found)
    const problems = new ProblemList()
    const { definition } = checkStored(found.definition, problems, this.#store.check())
    const [newest] = await store.history(this.#scope, tag, { limit: 1 })
    if (newest?.operation === 'delete')
      return toStoredDefinition(await store.create(this.#scope, tag, definition, change))
    const expectedVersion = newest?.version
    return toStoredDefinition(await store.update(this.#scope, tag, definition, { ...change, expectedVersion }))
  }

  async #noVersion(
    store: TriggerStore,
    tag: string,
    version: number,
    found: StoredVersion | undefined,
  ): Promise<TriggerNotFoundError> {
    if (found === undefined && (await store.history(this.#scope, tag, { limit: 1 })).length === 0)
      return this.#notFound(store, tag)
    const [newest] = await store.history(this.#scope, tag, { limit: 1 })
    const isThere = found?.version === version
    const what = isThere
      ? found.operation === 'delete'
        ? `Version ${version} is the deletion of ${describeText(tag)}, and has no definition. Delete it with triggers.delete`
        : `Version ${version} of ${describeText(tag)} cannot be read by this program. Choose another one of triggers.history`
      : `There is no version ${version} of ${describeText(tag)}; the newest is ${newest?.version}. See triggers.history`
    return new TriggerNotFoundError({ tag, ...this.#scope, message: `${what}. Nothing was stored.` })
  }

  async #notFound(store: TriggerStore, tag: string): Promise<TriggerNotFoundError> {
    const known = (await store.fetchAll(this.#scope)).map((stored) => stored.tag)
    return new TriggerNotFoundError({ tag, ...this.#scope, known })
  }

  get #scope() {
    return this.#store.scope
  }
}

function updateTarget(changes: unknown): { tag: string; version?: number } {
  const { tag, version } = isPlainObject(changes) ? changes : {}
  assertArguments('triggers.update(data)', (problems) => {
    if (!isPlainObject(changes)) problems.addType('data', 'an object with a tag', changes)
    else if (!isFilledText(tag)) problems.addType('data.tag', 'the tag of a stored trigger', tag)
    addVersionProblem(problems, 'data.version', version)
  })
  return { tag: tag as string, version: version as number | undefined }
}

function addTagProblem(problems: ProblemList, tag: unknown): void {
  if (!isFilledText(tag)) problems.addType('tag', 'a non-empty string', tag)
}

function addVersionProblem(problems: ProblemList, path: string, version: unknown): void {
  if (version !== undefined && !(Number.isInteger(version) && (version as number) > 0))
    problems.addType(path, 'a whole number from 1, as fetch gave it', version)
}

/** Who and why; who is the user that `withContext` was given, unless it is said. */
function noteOf(method: string, note: unknown): ChangeNote {
  const { by, reason } = isPlainObject(note) ? note : {}
  assertArguments(`triggers.${method}`, (problems) => {
    if (note !== undefined && !isPlainObject(note)) problems.addType('note', 'an object { by, reason }', note)
    for (const [name, value, most] of [
      ['by', by, maxBy],
      ['reason', reason, maxReason],
    ] as const) {
      if (value === undefined) continue
      if (!isFilledText(value)) problems.addType(name, 'a non-empty string', value)
      else if (value.length > most) problems.add(name, `has ${value.length} characters, at most ${most} are kept`)
    }
  })
  const who = by ?? contextUser()
  return { ...(who !== undefined && { by: who as string }), ...(reason !== undefined && { reason: reason as string }) }
}

function contextUser(): string | undefined {
  const { user } = currentContext().values
  if (!isPlainObject(user)) return undefined
  const [who] = [user.email, user.name, user.id].filter((each) => isFilledText(each) || Number.isFinite(each))
  return who === undefined ? undefined : String(who).slice(0, maxBy)
}

/** null takes a member away; what is undefined is not given. */
function merge(definition: object, changes: object): Record<string, unknown> {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  const members = Object.entries({ ...definition, ...Object.fromEntries(given) })
  return Object.fromEntries(members.filter(([, value]) => value !== null))
}

function withChanges(version: StoredVersion, before: StoredVersion | undefined): DefinitionVersion {
  return { ...version, changes: diffDefinitions(before?.definition, version.definition) }
}
