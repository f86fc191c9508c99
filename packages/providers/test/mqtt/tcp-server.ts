import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface TcpServer {
  url: string
  /** Connections taken until now. */
  connections: Socket[]
  close(): Promise<void>
}

/** Takes connections and leaves them to `onConnection`; by default it says nothing. */
export async function startTcp(onConnection: (socket: Socket) => void = () => undefined): Promise<TcpServer> {
  const connections: Socket[] = []
  const server = createServer((socket) => {
    connections.push(socket)
    socket.on('error', () => socket.destroy())
    socket.resume()
    onConnection(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `mqtt://127.0.0.1:${(server.address() as { port: number }).port}`,
    connections,
    async close() {
      server.close()
      for (const socket of connections) socket.destroy()
      await once(server, 'close')
    },
  }
}

/** A broker that knows MQTT 3.1.1 alone: it answers MQTT 5 as its specification says, and passes all else on to the real one. */
export function startOldBroker(brokerUrl: string): Promise<TcpServer> {
  const { hostname, port } = new URL(brokerUrl)
  return startTcp((socket) => {
    socket.once('data', (chunk: Buffer) => {
      // The protocol level is what follows the fixed header (2 bytes, for a short packet) and the name "MQTT" with its length.
      const level = chunk[2 + 6]
      if (level !== 4) {
        socket.end(Buffer.from([0x20, 2, 0, 1]))
        return
      }
      const broker = connect({ host: hostname, port: Number(port || 1883) })
      broker.on('error', () => socket.destroy())
      broker.write(chunk)
      socket.pipe(broker).pipe(socket)
      socket.on('close', () => broker.destroy())
    })
  })
}
