import { freePort } from './free-port.ts'
import { type OwnServer, ownFolder, startOwnServer } from './own-server.ts'

/** A Redis of the test's own. */
export type OwnRedis = OwnServer

export interface OwnRedisOptions {
  /** Whether what it acknowledged is still there when it is stopped and started again. Default false: it is empty then. */
  survivesCrash?: boolean
}

/** Nothing where there is no `redis-server` on this machine: a line in the summary of `npm test`, with `REQUIRE_SERVICES=1` an error. */
export async function startRedis({ survivesCrash = false }: OwnRedisOptions = {}): Promise<OwnRedis | undefined> {
  const port = await freePort()
  const kept = survivesCrash ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']
  return startOwnServer(port, {
    command: 'redis-server',
    options: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...kept],
    folder: survivesCrash ? await ownFolder('redis') : undefined,
    ready: 'Ready to accept connections',
    title: 'a Redis',
  })
}
