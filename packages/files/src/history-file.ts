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

  /** Those of the tag alone: a hash is short enough for two tags to be made that share a file. */
  async read(): Promise<StoredVersion[]> {
    const text = await readText(this.#file)
    return text
      .split('\n')
      .slice(0, -1)
      .map((line, index) => this.#versionOf(line, index + 1))
      .filter(({ tag }) => tag === this.#tag)
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

  #versionOf(line: string, number: number): StoredVersion {
    try {
      const version = JSON.parse(line) as StoredVersion
      if (Number.isInteger(version.version) && typeof version.operation === 'string') return version
    } catch {
      // Told below.
    }
    throw unreadable('This line of the history is no version: take the file from a backup.', {
      file: this.#file,
      line: number,
    })
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
