import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { appendFile, chown, mkdir, mkdtemp } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedFolderPrefix, removeAbandoned } from './abandoned-postgres.ts'
import { freePort } from './free-port.ts'
import { runnableBinaries } from './postgres-binaries.ts'
import { findPostgresOwner, type PostgresOwner } from './postgres-owner.ts'

export interface EmbeddedPostgres {
  url: string
  /** Ends the server at once and drops all connections, as a crash does; its files stay. */
  crash(): Promise<void>
  /** Starts it again after a crash, on the same port. */
  restart(): Promise<void>
  /** Stops the server and removes its files. */
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  /** What is committed is still there after `crash()`. Default: a crash may take the last commits with it. */
  survivesCrash?: boolean
}

/** Its data is thrown away at the end, so nothing waits for a disk. */
const serverSettings = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
`

/** Starts a real PostgreSQL of version 18 in a temporary folder, on a free port, in about a second. */
export async function startEmbeddedPostgres({
  survivesCrash = false,
}: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  await removeAbandoned()
  const folder = await mkdtemp(join(tmpdir(), embeddedFolderPrefix(process.pid)))
  let server: ChildProcess | undefined
  const clear = (): void => {
    server?.kill('SIGQUIT')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const stop = async (): Promise<void> => {
    process.off('exit', clear)
    if (server) await end(server)
    server = undefined
    clear()
  }
  process.once('exit', clear)
  try {
    const owner = findPostgresOwner()
    if (owner) await chown(folder, owner.uid, owner.gid)
    const binaries = await runnableBinaries(folder, owner)
    await initialise(binaries.initdb, folder, owner)
    if (survivesCrash) await appendFile(join(folder, 'data', 'postgresql.conf'), 'synchronous_commit = on\n')
    const port = await freePort()
    const restart = async (): Promise<void> => {
      server = await startServer(binaries.postgres, folder, port, owner)
      letProcessEnd(server)
    }
    await restart()
    const crash = (): Promise<void> => end(server!, 'SIGQUIT')
    return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, crash, restart, stop }
  } catch (error) {
    await stop()
    throw new Error(`The embedded PostgreSQL did not start: ${error}`, { cause: error })
  }
}

async function initialise(initdb: string, folder: string, owner: PostgresOwner | undefined): Promise<void> {
  const data = join(folder, 'data')
  await mkdir(data, { mode: 0o700 })
  if (owner) await chown(data, owner.uid, owner.gid)
  const options = [
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ]
  const child = spawn(initdb, [`--pgdata=${data}`, ...options], {
    ...owner,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const told = collect(child)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${told()}`)
  await appendFile(join(data, 'postgresql.conf'), serverSettings)
}

function startServer(
  program: string,
  folder: string,
  port: number,
  owner: PostgresOwner | undefined,
): Promise<ChildProcess> {
  const options = ['-D', join(folder, 'data'), '-p', String(port)]
  const server = spawn(program, options, { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const told = collect(server)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${told()}`)))
    server.stderr?.on('data', () => {
      if (told().includes('ready to accept connections')) resolve(server)
    })
  })
}

/** A process that forgets `stop` ends all the same, and its end clears the server away. */
function letProcessEnd(server: ChildProcess): void {
  server.unref()
  ;(server.stderr as Socket | null)?.unref()
}

async function end(server: ChildProcess, signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.ref()
  const ended = once(server, 'exit')
  server.kill(signal)
  await ended
}

/** Keeps the beginning of what a program writes to stderr, and drains the rest. */
function collect(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    if (text.length < 8192) text += chunk.toString()
  })
  return () => text
}
