import { readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from './abandoned-postgres.ts'

/** The folder's name carries the process that will remove it. */
export function ownFolderPrefix(server: string, processId: number): string {
  return `triggerkit-own-${server}-${processId}-`
}

/** In a server's folder: its process. */
export const processFile = 'server.pid'

/** Ends the servers and removes the files of earlier runs that were killed before they could do it themselves. */
export async function removeAbandonedServers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const maker = /^triggerkit-own-[a-z]+-(\d+)-/.exec(name)?.[1]
    if (maker === undefined || isAlive(Number(maker))) continue
    const folder = join(tmpdir(), name)
    const server = Number(await readFile(join(folder, processFile), 'utf8').catch(() => ''))
    // Its number may be another process's by now; that one runs elsewhere.
    const place = await readlink(`/proc/${server}/cwd`).catch(() => undefined)
    if (server > 0 && place === folder) process.kill(server, 'SIGKILL')
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
