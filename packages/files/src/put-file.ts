import { randomUUID } from 'node:crypto'
import { link, mkdir, open, rename, rm, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Hidden, so that nobody takes it for a definition; what a crash leaves of them is removed with the next change. */
export const temporaryPrefix = '.triggerkit-'

/**
 * Puts a file in place of another in one step: whoever reads it, also after a crash, sees the one or the other, whole. With `isNew` only where there
 * is none. `before` is called right before that step, and holds it up by throwing.
 *
 * @throws the file system's error; `EEXIST` where there is one already.
 */
export async function putFile(
  file: string,
  text: string,
  { isNew = false, before }: { isNew?: boolean; before?: () => Promise<void> } = {},
): Promise<void> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true })
  const temporary = join(folder, `${temporaryPrefix}${randomUUID()}.tmp`)
  try {
    const handle = await open(temporary, 'wx')
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await before?.()
    if (isNew) await link(temporary, file)
    else await rename(temporary, file)
    await syncFolder(folder)
  } finally {
    await rm(temporary, { force: true })
  }
}

export async function removeFile(file: string): Promise<void> {
  await unlink(file)
  await syncFolder(dirname(file))
}

/** So that a name outlives a power cut; where the system has no such thing, as on Windows, its own care has to do. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
