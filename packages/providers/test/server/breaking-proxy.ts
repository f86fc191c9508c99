import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Stands before a server on this machine, and breaks connections when it is told to. */
export interface BreakingProxy {
  port: number
  /** Connections taken until now. */
  readonly connections: number
  /** Ends every connection; with `afterBytes`, the next one once the client has sent so many. */
  break(afterBytes?: number): void
  close(): Promise<void>
}

export async function startBreakingProxy(target: { host: string; port: number }): Promise<BreakingProxy> {
  const sockets = new Set<Socket>()
  let connections = 0
  let bytesLeft = Number.POSITIVE_INFINITY
  const end = (): void => {
    bytesLeft = Number.POSITIVE_INFINITY
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((near) => {
    connections++
    const far = connect(target)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (chunk: Buffer) => {
      bytesLeft -= chunk.length
      if (bytesLeft < 0) end()
      else far.write(chunk)
    })
    far.on('data', (chunk: Buffer) => near.write(chunk))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections
    },
    break(afterBytes) {
      if (afterBytes === undefined) end()
      else bytesLeft = afterBytes
    },
    async close() {
      end()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
