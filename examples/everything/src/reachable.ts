import { once } from 'node:events'
import { connect } from 'node:net'

/** The address where a server listens; undefined where nobody does. */
export async function reachable(url: string): Promise<string | undefined> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(2_000) })
    return url
  } catch {
    return undefined
  } finally {
    socket.destroy()
  }
}
