import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { ServerState } from './command/command.ts'
import { Cursors } from './command/cursors.ts'
import { FailPoint } from './command/fail-point.ts'
import { runCommand } from './command/run-command.ts'
import { Sessions } from './session/sessions.ts'
import { Store } from './storage/store.ts'
import { readRequest, splitMessages, writeReply } from './wire/message.ts'

export interface MongoServerOptions {
  /** Name of the replica set that it is the primary of; `false`: a standalone server, without transactions. Default `rs0`. */
  replicaSet?: string | false
  /** Default: any free one. */
  port?: number
  /** Milliseconds after which a transaction is aborted; default 60,000, as MongoDB's `transactionLifetimeLimitSeconds`. */
  transactionLifetimeMs?: number
}

export interface MongoServer {
  uri: string
  port: number
  close(): Promise<void>
}

/** Starts a server on 127.0.0.1 that holds its data in memory. */
export async function startMongoServer(options: MongoServerOptions = {}): Promise<MongoServer> {
  const { replicaSet = 'rs0', port: wanted = 0, transactionLifetimeMs = 60_000 } = options
  const store = new Store()
  const sockets = new Set<Socket>()
  const state: ServerState = {
    store,
    sessions: new Sessions(store, transactionLifetimeMs),
    cursors: new Cursors(),
    failPoint: new FailPoint(),
    topology: { host: '', ...(replicaSet !== false && { replicaSet }) },
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    serve(state, socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  state.topology.host = `127.0.0.1:${port}`
  const set = replicaSet === false ? '?directConnection=true' : `?replicaSet=${replicaSet}`
  return {
    uri: `mongodb://127.0.0.1:${port}/${set}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** Answers the requests of one connection in their order. */
function serve(state: ServerState, socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0)
  let queue = Promise.resolve()
  socket.on('data', (chunk) => {
    try {
      const split = splitMessages(rest.length === 0 ? chunk : Buffer.concat([rest, chunk]))
      rest = split.rest
      for (const message of split.messages) queue = queue.then(() => answer(state, socket, message))
    } catch {
      socket.destroy()
    }
  })
}

async function answer(state: ServerState, socket: Socket, message: Buffer): Promise<void> {
  try {
    const request = readRequest(message)
    const reply = await runCommand(state, request.body)
    if (reply === 'close') socket.destroy()
    else if (!request.isUnacknowledged && !socket.destroyed) socket.write(writeReply(request, reply))
  } catch {
    socket.destroy()
  }
}
