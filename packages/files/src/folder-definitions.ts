import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import {
  type ChangeNote,
  type HistoryQuery,
  type JsonDefinition,
  type StoreChange,
  StoreConflictError,
  type StoredEntry,
  type StoredTrigger,
  type StoredVersion,
  type StoreScope,
  TriggerExistsError,
  TriggerNotFoundError,
} from '@triggerkit/core'
import { StoreError } from '@triggerkit/core/adapter'
import { ChangedMeanwhile, ifMoved } from './changed-meanwhile.ts'
import { editedText, type FileFormat, newText } from './definition-text.ts'
import { fileNameOf } from './file-name.ts'
import { type FolderLock, inFolderLock } from './folder-lock.ts'
import { HistoryFile, historyFolder } from './history-file.ts'
import { PendingChange } from './pending-change.ts'
import { putFile, removeFile, temporaryPrefix } from './put-file.ts'
import { type DefinitionFile, isUnchanged, type KnownFiles, readFiles } from './read-folder.ts'
import { unreadable } from './unreadable.ts'

const byHand = 'Changed in the file'
/** Of a change that somebody else comes before each time. */
const mostAttempts = 10

/** A tag as the folder has it. */
interface TagState {
  readonly history: readonly StoredVersion[]
  /** What somebody did to the file by hand since the newest version of the history: a version that is not written down yet. */
  readonly unrecorded?: StoredVersion
  readonly current?: StoredTrigger
  /** Files of the tag. */
  readonly files: readonly DefinitionFile[]
}

/** The definitions of one folder, with their history. */
export class FolderDefinitions {
  readonly #folder: string
  readonly #format: FileFormat
  readonly #pending: PendingChange
  readonly #known: KnownFiles = new Map()

  constructor(folder: string, format: FileFormat) {
    this.#folder = folder
    this.#format = format
    this.#pending = new PendingChange(folder)
  }

  async all(): Promise<StoredEntry[]> {
    const byTag = new Map<string, DefinitionFile[]>()
    for (const file of await readFiles(this.#folder, this.#known))
      byTag.set(file.tag, [...(byTag.get(file.tag) ?? []), file])
    return Promise.all([...byTag].map(([tag, files]) => this.#entryOf(tag, files)))
  }

  async fetch(tag: string): Promise<StoredTrigger | undefined> {
    const { files, current } = await this.#state(tag)
    const problem = problemOf(tag, files)
    if (problem !== undefined) throw problem
    return current
  }

  async history(tag: string, { limit, before = Number.POSITIVE_INFINITY }: HistoryQuery): Promise<StoredVersion[]> {
    const { history, unrecorded } = await this.#state(tag)
    const all = unrecorded === undefined ? history : [...history, unrecorded]
    return all
      .filter(({ version }) => version < before)
      .toReversed()
      .slice(0, limit)
  }

  create(scope: StoreScope, tag: string, definition: JsonDefinition, note?: ChangeNote): Promise<StoredTrigger> {
    return this.#change(async (lock) => {
      const state = await this.#state(tag)
      if (state.files.length > 0) throw new TriggerExistsError({ tag, ...scope })
      const file = await this.#freeFile(tag, definition)
      const put = (before: () => Promise<void>): Promise<void> =>
        putFile(file, newText(definition, this.#format), { isNew: true, before })
      return this.#record(lock, state, { tag, operation: 'create', definition }, note, put)
    })
  }

  update(scope: StoreScope, tag: string, definition: JsonDefinition, change: StoreChange = {}): Promise<StoredTrigger> {
    return this.#change(async (lock) => {
      const state = await this.#state(tag)
      const [found, second] = state.files
      if (found === undefined) throw new TriggerNotFoundError({ tag, ...scope })
      if (second !== undefined) throw problemOf(tag, state.files)!
      assertVersion(state, tag, change)
      const { file, format, problem } = found
      assertTag(tag, definition, file)
      // What could not be read may be a link, and what it leads to is not for this folder.
      const text = async (): Promise<string> =>
        problem === undefined
          ? editedText(await readFile(file, 'utf8'), definition, file, format)
          : newText(definition, format)
      const put = async (before: () => Promise<void>): Promise<void> => putFile(file, await text(), { before })
      return this.#record(lock, state, { tag, operation: 'update', definition }, change, put)
    })
  }

  delete(tag: string, change: StoreChange = {}): Promise<boolean> {
    return this.#change(async (lock) => {
      const state = await this.#state(tag)
      const [found, second] = state.files
      if (found === undefined) return false
      if (second !== undefined) throw problemOf(tag, state.files)!
      assertVersion(state, tag, change)
      await this.#record(lock, state, { tag, operation: 'delete' }, change, async (before) => {
        await before()
        await removeFile(found.file)
      })
      return true
    })
  }

  /** One change at a time, after what a crash left has been tidied up; anew where somebody has changed the files meanwhile. */
  async #change<T>(work: (lock: FolderLock) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await inFolderLock(this.#folder, async (lock) => {
          await this.#tidyUp()
          return work(lock)
        })
      } catch (error) {
        if (!(error instanceof ChangedMeanwhile)) throw error
        if (attempt === mostAttempts) throw error.toStoreError(this.#folder)
      }
    }
  }

  /**
   * What somebody did by hand becomes a version of its own first. Then the change is written down, made, put into the history, and struck off: a
   * process that dies in between has made it or not, and the next change sees which.
   */
  async #record(
    lock: FolderLock,
    state: TagState,
    change: Pick<StoredVersion, 'tag' | 'operation' | 'definition'>,
    { by, reason }: ChangeNote = {},
    make: (before: () => Promise<void>) => Promise<void>,
  ): Promise<StoredTrigger> {
    const { history, unrecorded, current, files } = state
    const file = new HistoryFile(this.#folder, change.tag)
    const version = newestOf(state) + 1
    const at = new Date().toISOString()
    const note = { ...(by !== undefined && { by }), ...(reason !== undefined && { reason }) }
    const entry: StoredVersion = { ...change, version, at, ...note }
    await this.#pending.begin(entry).catch((error: NodeJS.ErrnoException) => {
      lock.isLost = true
      return ifMoved(error)
    })
    const assertUnchanged = async (): Promise<void> => {
      lock.isLost = !(await this.#pending.isBegun(entry))
      const isSame = !lock.isLost && (await Promise.all(files.map(isUnchanged))).every(Boolean)
      if (!isSame) throw new ChangedMeanwhile('A file has changed meanwhile.')
    }
    if (unrecorded !== undefined) {
      await assertUnchanged()
      await file.append(unrecorded)
    }
    await make(assertUnchanged).catch(ifMoved)
    await file.append(entry)
    lock.isLost = !(await this.#pending.isBegun(entry))
    if (!lock.isLost) await this.#pending.end()
    const createdAt = change.operation === 'create' ? at : (current?.createdAt ?? createdAtOf(history) ?? at)
    return { tag: change.tag, version, definition: change.definition ?? {}, createdAt, updatedAt: at }
  }

  async #tidyUp(): Promise<void> {
    await sweep(join(this.#folder, historyFolder))
    const left = await this.#pending.left()
    if (left === undefined) return
    const files = (await this.#files()).filter(({ tag }) => tag === left.tag)
    for (const folder of new Set([this.#folder, ...files.map(({ file }) => dirname(file))])) await sweep(folder)
    const [file, second] = files
    const isMade =
      left.operation === 'delete'
        ? file === undefined
        : second === undefined && isDeepStrictEqual(file?.definition, left.definition)
    const history = new HistoryFile(this.#folder, left.tag)
    if (isMade && !(await history.has(left))) await history.append(left)
    await this.#pending.end()
  }

  async #state(tag: string): Promise<TagState> {
    const files = await this.#files()
    return this.#stateOf(
      tag,
      files.filter((file) => file.tag === tag),
    )
  }

  async #files(): Promise<DefinitionFile[]> {
    return (await this.#exists()) ? readFiles(this.#folder, this.#known) : []
  }

  async #stateOf(tag: string, files: readonly DefinitionFile[]): Promise<TagState> {
    const history = await new HistoryFile(this.#folder, tag).read()
    const [file] = files
    const newest = history.at(-1)
    const isThere = newest !== undefined && newest.operation !== 'delete'
    const version = newest?.version ?? 0
    if (file === undefined) {
      if (!isThere) return { history, files }
      const unrecorded = { tag, version: version + 1, operation: 'delete', at: newest.at, reason: byHand } as const
      return { history, files, unrecorded }
    }
    const { definition } = file
    if (definition === undefined) return { history, files }
    if (isThere && isDeepStrictEqual(newest.definition, definition)) {
      const createdAt = createdAtOf(history) ?? newest.at
      return { history, files, current: { tag, version, definition, createdAt, updatedAt: newest.at } }
    }
    const at = new Date(file.modifiedMs).toISOString()
    const operation = isThere ? 'update' : 'create'
    const unrecorded: StoredVersion = { tag, version: version + 1, operation, definition, at, reason: byHand }
    const createdAt = (isThere ? createdAtOf(history) : undefined) ?? at
    return { history, files, unrecorded, current: { tag, version: version + 1, definition, createdAt, updatedAt: at } }
  }

  async #entryOf(tag: string, files: readonly DefinitionFile[]): Promise<StoredEntry> {
    try {
      const problem = problemOf(tag, files)
      if (problem !== undefined) return { tag, version: 0, problem }
      return (await this.#stateOf(tag, files)).current!
    } catch (problem) {
      return { tag, version: 0, problem: problem as Error }
    }
  }

  async #exists(): Promise<boolean> {
    return readdir(this.#folder).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false
        throw error
      },
    )
  }

  /** By the tag, unless a file of that name has another one. */
  async #freeFile(tag: string, definition: JsonDefinition): Promise<string> {
    const name = fileNameOf(tag)
    const taken = new Set((await readdir(this.#folder).catch(() => [])).map((each) => each.toLowerCase()))
    for (let attempt = 1; ; attempt++) {
      const file = `${name}${attempt === 1 ? '' : `-${attempt}`}.${this.#format}`
      if (taken.has(file)) continue
      assertTag(tag, definition, file)
      return join(this.#folder, file)
    }
  }
}

/** Removes what a crash left of files that were not whole yet. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith(temporaryPrefix)) await rm(join(folder, name), { force: true })
}

/** Why the tag has no definition, although it has files. */
function problemOf(tag: string, files: readonly DefinitionFile[]): Error | undefined {
  const [first, second] = files
  if (first === undefined || second === undefined) return first?.problem
  const others = files.slice(1).map(({ file }) => file)
  const message = `The tag ${JSON.stringify(tag)} is in ${others.join(' and ')} as well: give one of them another tag, or remove it.`
  return unreadable(message, { file: first.file })
}

function newestOf({ history, unrecorded }: TagState): number {
  return unrecorded?.version ?? history.at(-1)?.version ?? 0
}

/** When what is there now was created. */
function createdAtOf(history: readonly StoredVersion[]): string | undefined {
  return history.findLast(({ operation }) => operation === 'create')?.at
}

function assertVersion(state: TagState, tag: string, { expectedVersion }: StoreChange): void {
  const found = newestOf(state)
  if (expectedVersion !== undefined && expectedVersion !== found)
    throw new StoreConflictError({ tag, expected: expectedVersion, found })
}

/** A file is found again by the tag in it, or else by its name. */
function assertTag(tag: string, definition: JsonDefinition, file: string): void {
  const named = basename(file).replace(/\.[^.]+$/, '')
  if (tag !== '' && (definition.tag ?? named) === tag) return
  const message =
    tag === ''
      ? 'A definition in a file needs a tag: a text that is not empty.'
      : `A file is known by the tag in it: the definition that is stored as ${JSON.stringify(tag)} needs \`tag: ${JSON.stringify(tag)}\`.`
  throw new StoreError({ code: 'STORE_TAG', message, data: { tag } })
}
