import { connect } from 'node:net'
import type { ServiceName } from './service-catalog.ts'
import { connectSql } from './sql-client.ts'

const probeTimeoutMs = 2000

/** Why the server cannot be used, or nothing when it answers. Databases are asked in their own protocol: a port alone proves little. */
export async function probeService(name: ServiceName, url: string): Promise<string | undefined> {
  try {
    if (name === 'postgres' || name === 'mariadb') await (await connectSql(name, url)).end()
    else await openPort(new URL(url))
    return undefined
  } catch (error) {
    return describeFailure(error)
  }
}

function openPort(url: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), timeout: probeTimeoutMs })
    socket.once('connect', () => resolve())
    socket.once('error', reject)
    socket.once('timeout', () => reject(new Error('no answer in time')))
    socket.once('close', () => reject(new Error('closed')))
    socket.once('connect', () => socket.destroy())
  })
}

function describeFailure(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return String(message || code || error)
}
