import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ranges that systems take the ports of outgoing connections from (RFC 6335: 49152 and up; Linux: 32768 and up). */
const first = 10_000
const end = 32_768

/**
 * A port of 127.0.0.1 that nothing listens on, and that stays free while its server is down: a port that the system gives can meanwhile be given
 * to any connection, also to one of a client that asks the server that is down.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(first, end)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1')
  try {
    await once(probe, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw error
  }
  probe.close()
  await once(probe, 'close')
  return true
}
