import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tell } from './find-service.ts'

/** A Redis of the test's own, which keeps nothing on disk: stopped and started, it is empty. */
export interface OwnRedis {
  host: string
  port: number
  /** Nothing where it runs. */
  start(): Promise<void>
  /** At once, as in a crash. */
  stop(): Promise<void>
}

/** Nothing where there is no `redis-server` on this machine: a line in the summary of `npm test`, with `REQUIRE_SERVICES=1` an error. */
export async function startRedis(): Promise<OwnRedis | undefined> {
  const port = await freePort()
  let server: ChildProcess | undefined
  const end = (): void => void server?.kill('SIGKILL')
  const redis: OwnRedis = {
    host: '127.0.0.1',
    port,
    async start() {
      if (server !== undefined) return
      server = await spawnRedis(port)
      process.once('exit', end)
    },
    async stop() {
      const stopped = server
      server = undefined
      process.off('exit', end)
      if (stopped === undefined) return
      const ended = once(stopped, 'exit')
      stopped.kill('SIGKILL')
      await ended
    },
  }
  try {
    await redis.start()
    return redis
  } catch (error) {
    await tell(
      `redis-server does not start (${error instanceof Error ? error.message : error}), tests that stop a Redis were skipped: install it`,
    )
    return undefined
  }
}

function spawnRedis(port: number): Promise<ChildProcess> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] })
  return new Promise((resolve, reject) => {
    let told = ''
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`it ended with ${code}: ${told.slice(-500)}`)))
    server.stdout.on('data', (chunk: Buffer) => {
      told = (told + chunk.toString()).slice(-8192)
      if (told.includes('Ready to accept connections')) resolve(server)
    })
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
