import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@triggerkit/conformance/service'
import { Redis } from 'ioredis'

export interface OwnCluster {
  nodes: { host: string; port: number }[]
  stop(): Promise<void>
}

const slots = 16_384

/** How often a node is started whose port, or that of its bus, which is 10,000 above it, somebody else has taken. */
const maxStarts = 5

/** A cluster of three primaries on this machine. */
export async function startCluster(): Promise<OwnCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'triggerkit-cluster-'))
  const children: ChildProcess[] = []
  const stop = async (): Promise<void> => {
    process.off('exit', kill)
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null) return
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
      }),
    )
    await rm(folder, { recursive: true, force: true })
  }
  const kill = (): void => children.forEach((child) => void child.kill('SIGKILL'))
  process.once('exit', kill)
  try {
    const ports: number[] = []
    for (let node = 0; node < 3; node++) {
      const { child, port } = await startNode(folder)
      children.push(child)
      ports.push(port)
    }
    await joinNodes(ports)
    return { nodes: ports.map((port) => ({ host: '127.0.0.1', port })), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startNode(folder: string): Promise<{ child: ChildProcess; port: number }> {
  for (let start = 1; ; start++) {
    const port = await freePort()
    try {
      return { child: await startNodeAt(folder, port), port }
    } catch (error) {
      if (start === maxStarts || (error as { code?: unknown }).code === 'ENOENT') throw error
    }
  }
}

async function startNodeAt(folder: string, port: number): Promise<ChildProcess> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
  const own = ['--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${port}.conf`]
  const child = spawn('redis-server', [...options, ...own], { stdio: ['ignore', 'pipe', 'ignore'] })
  let told = ''
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${told.slice(-500)}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString()
      if (told.includes('Ready to accept connections')) resolve()
    })
  })
  return child
}

/** Gives each a third of the slots, and waits until all of them know it. */
async function joinNodes(ports: readonly number[]): Promise<void> {
  const clients = ports.map((port) => new Redis(port))
  const share = Math.ceil(slots / ports.length)
  for (const [index, client] of clients.entries()) {
    const last = Math.min((index + 1) * share, slots) - 1
    await client.call('CLUSTER', 'ADDSLOTSRANGE', index * share, last)
    await client.call('CLUSTER', 'MEET', '127.0.0.1', ports[0]!)
  }
  const ends = Date.now() + 15_000
  for (const client of clients) {
    for (;;) {
      const told = String(await client.call('CLUSTER', 'INFO'))
      if (told.includes('cluster_state:ok') && told.includes(`cluster_size:${ports.length}`)) break
      if (Date.now() > ends) throw new Error(`the cluster does not come up: ${told}`)
      await sleep(50)
    }
  }
  for (const client of clients) client.disconnect()
}
