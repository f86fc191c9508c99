import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { type OwnServer, ownFolder, startOwnServer } from './own-server.ts'

/** A NATS with JetStream of the test's own: streams that are kept in files outlive `stop`. */
export interface OwnNats extends OwnServer {
  /** `nats://127.0.0.1:…` */
  url: string
}

export interface OwnNatsOptions {
  /** Its configuration beside address and JetStream: `authorization { user: ann, password: secret }`. */
  configuration?: string
}

/** Nothing where there is no `nats-server` on this machine: a line in the summary of `npm test`, with `REQUIRE_SERVICES=1` an error. */
export async function startNats({ configuration = '' }: OwnNatsOptions = {}): Promise<OwnNats | undefined> {
  const port = await freePort()
  const folder = await ownFolder('nats')
  const file = join(folder, 'nats.conf')
  await writeFile(file, `${configuration}\n`)
  const server = await startOwnServer(port, {
    command: 'nats-server',
    options: ['-c', file, '-a', '127.0.0.1', '-p', String(port), '-js', '-sd', join(folder, 'store')],
    folder,
    ready: 'Server is ready',
    title: 'a NATS',
  })
  return server && { ...server, url: `nats://${server.host}:${port}` }
}
