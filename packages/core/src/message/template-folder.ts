import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { ProblemList } from '../errors/problem-list.ts'
import { messageOf } from '../errors/to-error.ts'

/** A file or folder, by the path that its developer knows it by. */
export interface FolderEntry {
  kind: 'file' | 'folder'
  name: string
  path: string
  /** Where it really is, links followed. */
  realPath: string
}

/** A folder of templates. Nothing outside it is read, by no link. What cannot be read is reported. */
export class TemplateFolder {
  readonly #root: FolderEntry
  readonly #problems: ProblemList

  private constructor(root: FolderEntry, problems: ProblemList) {
    this.#root = root
    this.#problems = problems
  }

  static async open(path: string, problems: ProblemList): Promise<TemplateFolder | undefined> {
    try {
      const root: FolderEntry = { kind: 'folder', name: '', path, realPath: await realpath(path) }
      return new TemplateFolder(root, problems)
    } catch (error) {
      problems.add(path, `this folder cannot be read: ${messageOf(error)}`)
      return undefined
    }
  }

  /** What is in the folder, by name; entries that begin with a dot are passed over. */
  async list(folder: FolderEntry = this.#root): Promise<FolderEntry[]> {
    try {
      const names = (await readdir(folder.realPath)).filter((name) => !name.startsWith('.')).sort()
      const entries: FolderEntry[] = []
      for (const name of names) entries.push(...(await this.#find(folder, name)))
      return this.#withoutTwins(entries)
    } catch (error) {
      this.#problems.add(folder.path, `this folder cannot be read: ${messageOf(error)}`)
      return []
    }
  }

  /** Its text without the line break that ends it. */
  async read({ path, realPath }: FolderEntry): Promise<string | undefined> {
    let bytes: Uint8Array
    try {
      bytes = await readFile(realPath)
    } catch (error) {
      this.#problems.add(path, `it cannot be read: ${messageOf(error)}`)
      return undefined
    }
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '')
    } catch {
      this.#problems.add(path, 'it is no UTF-8 text')
      return undefined
    }
  }

  async #find(folder: FolderEntry, name: string): Promise<FolderEntry[]> {
    const path = join(folder.path, name)
    try {
      const realPath = await realpath(join(folder.realPath, name))
      if (!realPath.startsWith(this.#root.realPath + sep)) {
        this.#problems.add(path, 'this link leads out of the folder of messages, and is not followed')
        return []
      }
      const status = await stat(realPath)
      if (status.isDirectory()) return [{ kind: 'folder', name, path, realPath }]
      if (status.isFile()) return [{ kind: 'file', name, path, realPath }]
      this.#problems.add(path, 'this is neither a file nor a folder')
    } catch (error) {
      this.#problems.add(path, `it cannot be read: ${messageOf(error)}`)
    }
    return []
  }

  /** Two names that differ in case alone are one name on some machines. */
  #withoutTwins(entries: readonly FolderEntry[]): FolderEntry[] {
    const seen = new Map<string, string>()
    return entries.filter(({ name, path }) => {
      const twin = seen.get(name.toLowerCase())
      seen.set(name.toLowerCase(), name)
      if (twin !== undefined) this.#problems.add(path, `it is there twice: "${twin}" is the same name on some machines`)
      return twin === undefined
    })
  }
}
