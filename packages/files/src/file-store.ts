import { mkdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type {
  ChangeNote,
  HistoryQuery,
  JsonDefinition,
  StoreChange,
  StoredEntry,
  StoredTrigger,
  StoredVersion,
  StoreScope,
  StoreWatcher,
  TriggerStore,
} from '@triggerkit/core'
import { StoreError } from '@triggerkit/core/adapter'
import { fileNameOf } from './file-name.ts'
import { checkFileStoreOptions, type FileStoreOptions } from './file-store-options.ts'
import { FolderDefinitions } from './folder-definitions.ts'
import { watchFolder } from './watch-folder.ts'

const defaultPollMs = 1_000

/**
 * Keeps definitions in a folder of YAML or JSON files, one trigger a file: for git, and for applications that are deployed with their triggers.
 * Files may be named and edited by hand; what they say besides their definition, comments and order, stays when they are changed by
 * `triggers.update`.
 *
 * ```ts
 * const engine = createTriggers({ store: fileStore({ folder: 'triggers' }) })
 * ```
 *
 * @throws StoreError of code `STORE_OPTIONS` with everything that is wrong with the options.
 */
export function fileStore(options: FileStoreOptions): TriggerStore {
  checkFileStoreOptions(options)
  return new FileStore(options)
}

class FileStore implements TriggerStore {
  readonly #folder: string
  readonly #options: FileStoreOptions
  readonly #open = new Map<string, FolderDefinitions>()

  constructor(options: FileStoreOptions) {
    this.#folder = resolve(options.folder)
    this.#options = options
  }

  async create(scope: StoreScope, tag: string, definition: JsonDefinition, note?: ChangeNote): Promise<StoredTrigger> {
    return this.#of(scope).create(scope, tag, asJson(definition), note)
  }

  async update(
    scope: StoreScope,
    tag: string,
    definition: JsonDefinition,
    change?: StoreChange,
  ): Promise<StoredTrigger> {
    return this.#of(scope).update(scope, tag, asJson(definition), change)
  }

  async fetch(scope: StoreScope, tag: string): Promise<StoredTrigger | undefined> {
    return this.#of(scope).fetch(tag)
  }

  async fetchAll(scope: StoreScope): Promise<StoredEntry[]> {
    return (await this.#isEmpty(scope)) ? [] : this.#of(scope).all()
  }

  async delete(scope: StoreScope, tag: string, change?: StoreChange): Promise<boolean> {
    return this.#of(scope).delete(tag, change)
  }

  async history(scope: StoreScope, tag: string, query: HistoryQuery): Promise<StoredVersion[]> {
    return this.#of(scope).history(tag, query)
  }

  async watch(scope: StoreScope, watcher: StoreWatcher): Promise<() => Promise<void>> {
    const folder = this.#folderOf(scope)
    if (this.#options.scopes) await mkdir(folder, { recursive: true })
    return watchFolder(folder, watcher, this.#options.pollMs ?? defaultPollMs)
  }

  #of(scope: StoreScope): FolderDefinitions {
    const folder = this.#folderOf(scope)
    const known = this.#open.get(folder) ?? new FolderDefinitions(folder, this.#options.format ?? 'yaml')
    this.#open.set(folder, known)
    return known
  }

  #folderOf({ product, database }: StoreScope): string {
    return this.#options.scopes ? join(this.#folder, fileNameOf(product), fileNameOf(database)) : this.#folder
  }

  /** A product that has no definitions yet has no folder; the folder of all of them has to be there. */
  async #isEmpty(scope: StoreScope): Promise<boolean> {
    if (!this.#options.scopes) return false
    const isThere = (folder: string): Promise<boolean> =>
      stat(folder).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return false
          throw error
        },
      )
    return !(await isThere(this.#folderOf(scope))) && (await isThere(this.#folder))
  }
}

/** As it is in a file: what JSON leaves out is left out. */
function asJson(definition: JsonDefinition): JsonDefinition {
  const copy: unknown = JSON.parse(JSON.stringify(definition))
  if (typeof copy === 'object' && copy !== null && !Array.isArray(copy)) return copy as JsonDefinition
  throw new StoreError({ code: 'STORE_TAG', message: 'A definition is an object of JSON.' })
}
