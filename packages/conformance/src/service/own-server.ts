import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownFolderPrefix, processFile, removeAbandonedServers } from './abandoned-servers.ts'
import { tell } from './find-service.ts'

/** A server of the test's own, on this machine. */
export interface OwnServer {
  host: string
  port: number
  /** Nothing where it runs. */
  start(): Promise<void>
  /** At once, as in a crash. */
  stop(): Promise<void>
  /** Stops it for good, and removes its files. */
  close(): Promise<void>
}

/** How a server's program is run. */
export interface ServerProgram {
  command: string
  options: readonly string[]
  /** What it keeps its files in, of `ownFolder`; it runs there. */
  folder?: string
  /** Default: that of this process. */
  environment?: NodeJS.ProcessEnv
  /** What it writes once it takes connections. */
  ready: string
  /** What tests stop, in the line that says that they were skipped: `a Redis`. */
  title: string
}

/** Nothing where the program is not on this machine: a line in the summary of `npm test`, with `REQUIRE_SERVICES=1` an error. */
export async function startOwnServer(port: number, program: ServerProgram): Promise<OwnServer | undefined> {
  let child: ChildProcess | undefined
  const { command, title, folder } = program
  const removeFolder = (): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const end = (): void => {
    child?.kill('SIGKILL')
    removeFolder()
  }
  const server: OwnServer = {
    host: '127.0.0.1',
    port,
    async start() {
      if (child !== undefined) return
      child = run(program)
      await untilReady(child, program.ready)
    },
    async stop() {
      const stopped = child
      child = undefined
      if (stopped?.pid === undefined || stopped.exitCode !== null || stopped.signalCode !== null) return
      const ended = once(stopped, 'exit')
      stopped.kill('SIGKILL')
      await ended
    },
    async close() {
      await server.stop()
      process.off('exit', end)
      removeFolder()
    },
  }
  process.once('exit', end)
  try {
    await server.start()
    return server
  } catch (error) {
    await server.close()
    const reason = error instanceof Error ? error.message : String(error)
    await tell(`${command} does not start (${reason}), tests that stop ${title} were skipped: install it`)
    return undefined
  }
}

function run({ command, options, folder, environment }: ServerProgram): ChildProcess {
  const child = spawn(command, options, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  if (folder !== undefined && child.pid !== undefined) writeFileSync(join(folder, processFile), String(child.pid))
  return child
}

function untilReady(child: ChildProcess, ready: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let told = ''
    const listen = (chunk: Buffer): void => {
      told = (told + chunk.toString()).slice(-8192)
      if (told.includes(ready)) resolve()
    }
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${told.slice(-500)}`)))
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
  })
}

/** A new folder for what a server keeps. */
export async function ownFolder(server: string): Promise<string> {
  await removeAbandonedServers()
  return mkdtemp(join(tmpdir(), ownFolderPrefix(server, process.pid)))
}
