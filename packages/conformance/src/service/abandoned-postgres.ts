import { readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const prefix = 'triggerkit-postgres-'

/** The folder's name carries the process that will remove it. */
export function embeddedFolderPrefix(processId: number): string {
  return `${prefix}${processId}-`
}

/** Removes the servers and files of earlier runs that were killed before they could do it themselves. */
export async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const maker = /^triggerkit-postgres-(\d+)-/.exec(name)?.[1]
    if (maker === undefined || isAlive(Number(maker))) continue
    const folder = join(tmpdir(), name)
    const server = await readServerId(folder)
    if (server !== undefined && isAlive(server)) process.kill(server, 'SIGQUIT')
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function readServerId(folder: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8'), 10)
  } catch {
    return undefined
  }
}

export function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
