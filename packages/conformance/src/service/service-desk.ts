import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'

export interface ServiceDesk {
  url: string
  close(): Promise<void>
}

/** Test files run in many processes: they ask this one, over the loopback, for the server that the run shares. It starts when first asked for. */
export async function openServiceDesk(): Promise<ServiceDesk> {
  let postgres: Promise<EmbeddedPostgres> | undefined
  const desk = createServer((_request, response) => {
    postgres ??= startEmbeddedPostgres()
    postgres.then(
      ({ url }) => response.end(url),
      (error) => response.writeHead(500).end(String(error)),
    )
  })
  desk.listen(0, '127.0.0.1')
  await once(desk, 'listening')
  return {
    url: `http://127.0.0.1:${(desk.address() as AddressInfo).port}`,
    close: async () => {
      desk.close()
      desk.closeAllConnections()
      const started = await postgres?.catch(() => undefined)
      await started?.stop()
    },
  }
}
