import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Pager {
  url: string
  /** The bodies of what arrived. */
  received: { subject: string; customer: string }[]
  close(): Promise<void>
}

/** A real HTTP server that urgent tickets are posted to. */
export async function startPager(): Promise<Pager> {
  const received: Pager['received'] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      received.push(JSON.parse(body) as Pager['received'][number])
      response.end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/page`,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
