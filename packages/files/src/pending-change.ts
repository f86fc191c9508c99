import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredVersion } from '@triggerkit/core'
import { historyFolder, readText } from './history-file.ts'
import { putFile } from './put-file.ts'

/**
 * A change that is about to be made, written down before it is: a crash between the file and its history leaves it behind, and the next change
 * sees from the file whether it was made. There is one at a time: a process that was stopped for so long that another one took the folder over
 * sees that its own is gone.
 */
export class PendingChange {
  readonly #file: string

  constructor(folder: string) {
    this.#file = join(folder, historyFolder, 'pending.json')
  }

  /** @throws `EEXIST` where another process is making one. */
  async begin(version: StoredVersion): Promise<void> {
    await putFile(this.#file, textOf(version), { isNew: true })
  }

  /** Whether this one is still being made. */
  async isBegun(version: StoredVersion): Promise<boolean> {
    return (await readText(this.#file)) === textOf(version)
  }

  async end(): Promise<void> {
    await rm(this.#file, { force: true })
  }

  /** What a crash left; nothing where it broke off before it was whole, so that nothing was changed. */
  async left(): Promise<StoredVersion | undefined> {
    try {
      const text = await readText(this.#file)
      return text === '' ? undefined : (JSON.parse(text) as StoredVersion)
    } catch (error) {
      if (error instanceof SyntaxError) return undefined
      throw error
    }
  }
}

function textOf(version: StoredVersion): string {
  return `${JSON.stringify(version)}\n`
}
