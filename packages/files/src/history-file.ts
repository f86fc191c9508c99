import { mkdir, open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredVersion } from '@triggerkit/core'
import { fileNameOf } from './file-name.ts'
import { unreadable } from './unreadable.ts'

/** Beside the definitions, and hidden. */
export const historyFolder = '.history'

/** One tag's versions, a line of JSON each, the oldest first; lines are only ever added. */
export class HistoryFile {
  readonly #file: string
  readonly #tag: string

  constructor(folder: string, tag: string) {
    this.#tag = tag
    this.#file = join(folder, historyFolder, `${fileNameOf(tag)}.jsonl`)
  }

  /**
   * Those of the tag alone: a hash is short enough for two tags to be made that share a file. A version that is there twice was written down again
   * by a process that had been stopped meanwhile: the first one counts.
   */
  async read(): Promise<StoredVersion[]> {
    const versions: StoredVersion[] = []
    for (const [index, line] of (await this.#lines()).entries()) {
      const version = this.#versionOf(line, index + 1)
      if (version.tag === this.#tag && version.version > (versions.at(-1)?.version ?? 0)) versions.push(version)
    }
    return versions
  }

  /** Whether the version, or a later one, is written down; also where other lines are damaged. */
  async has({ version: sought }: StoredVersion): Promise<boolean> {
    return (await this.#lines()).some((line) => {
      const found = parse(line)
      return found?.tag === this.#tag && found.version >= sought
    })
  }

  /** A line that a crash broke off is no line: it is cut away first. */
  async append(version: StoredVersion): Promise<void> {
    const handle = await open(this.#file, 'a+')
    try {
      const text = await handle.readFile()
      const whole = text.lastIndexOf(0x0a) + 1
      if (whole < text.length) await handle.truncate(whole)
      await handle.appendFile(`${JSON.stringify(version)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  /** Whole ones. */
  async #lines(): Promise<string[]> {
    return (await readText(this.#file)).split('\n').slice(0, -1)
  }

  #versionOf(line: string, number: number): StoredVersion {
    const version = parse(line)
    if (version !== undefined) return version
    throw unreadable('This line of the history is no version: take the file from a backup.', {
      file: this.#file,
      line: number,
    })
  }
}

function parse(line: string): StoredVersion | undefined {
  try {
    const version = JSON.parse(line) as StoredVersion | null
    return Number.isInteger(version?.version) && typeof version?.operation === 'string' ? version : undefined
  } catch {
    return undefined
  }
}

/**
 * Makes the folder of the history, and gives its path. Git keeps the history of the files by itself, so that it is left out there; who wants it
 * there empties the .gitignore.
 */
export async function makeHistoryFolder(folder: string): Promise<string> {
  const hidden = join(folder, historyFolder)
  if ((await mkdir(hidden, { recursive: true })) === undefined) return hidden
  await writeFile(join(hidden, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return hidden
}

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
