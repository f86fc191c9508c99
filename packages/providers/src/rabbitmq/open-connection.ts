import { loadVendor } from '../vendor/load-vendor.ts'
import { atMost } from '../vendor/under-way.ts'
import type { RabbitConnectionLike } from './rabbit-like.ts'
import type { RabbitmqOptions } from './rabbitmq-options.ts'

/** A connection that was opened here, and is closed here. */
export interface OwnConnection extends RabbitConnectionLike {
  /** What ended it, once something has. */
  endedBy?: unknown
  close(): Promise<void>
  unsafeDestroy(): void
}

/** RabbitMQ's own; the client's default is so small that large headers do not fit into a frame. */
const frameBytes = 131_072
const closeMs = 2_000

/**
 * Resolves once it is connected. The first failure ends it for good, in place of the client's own reconnecting, and `onEnd` is told: what is
 * tried later says what is wrong then.
 */
export async function openConnection(
  { url, hosts, tls, connectTimeoutMs = 10_000 }: RabbitmqOptions,
  { signal, onEnd }: { signal: AbortSignal; onEnd: () => void },
): Promise<OwnConnection> {
  const { Connection } = await loadVendor('rabbitmq()', 'rabbitmq-client', () => import('rabbitmq-client'))
  signal.throwIfAborted()
  const connection = new Connection({
    url,
    hosts: hosts && [...hosts],
    tls,
    connectionTimeout: connectTimeoutMs,
    frameMax: frameBytes,
    noDelay: true,
    connectionName: 'triggerkit',
  })
  const opened: OwnConnection = connection
  return new Promise((resolve, reject) => {
    const onAbort = (): void => end(signal.reason)
    const unlisten = (): void => signal.removeEventListener('abort', onAbort)
    const end = (error: unknown): void => {
      unlisten()
      opened.endedBy ??= error
      connection.unsafeDestroy()
      onEnd()
      reject(error as Error)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    connection.on('error', end)
    // The client would keep all that is sent meanwhile, also what is given up, and send it once the alarm is over.
    connection.once('connection.blocked', (reason: string) =>
      end(Object.assign(new Error(`the broker takes no messages now: ${reason}`), { code: 'RABBITMQ_BLOCKED' })),
    )
    connection.once('connection', () => {
      unlisten()
      resolve(opened)
    })
  })
}

/** By force where the broker does not answer, or the connection breaks meanwhile. Its channels have to be closed. */
export async function closeConnection(connection: OwnConnection): Promise<void> {
  await atMost(closeMs, connection.close())
  connection.unsafeDestroy()
}
