import { Agent, get } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { expect, it } from 'vitest'
import { EgressPolicy } from './egress-policy.ts'
import { EgressRefused } from './egress-refusal.ts'
import { startWebServer } from './fixture/web-server.ts'
import { guardAgent } from './guarded-agent.ts'

/** Where the request ends: its status, or what went wrong. */
async function ask(agent: Agent, url: string): Promise<unknown> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => resolve(response.resume().statusCode)).once('error', resolve)
  })
}

it('R46 a connection that passed its look-up by is ended before anything is sent', async () => {
  const server = await startWebServer('127.0.0.1')
  const careless = (): Agent => {
    const agent = new Agent()
    agent.createConnection = (): Duplex => connect(server.port, '127.0.0.1')
    return agent
  }
  const resolve = async (): Promise<string[]> => ['8.8.8.8']
  const url = `http://name.test:${server.port}/`
  expect(await ask(guardAgent(careless(), new EgressPolicy({}, true), resolve), url)).toBeInstanceOf(EgressRefused)
  expect(server.requests).toEqual([])
  expect(await ask(guardAgent(careless(), new EgressPolicy({}, false), resolve), url)).toBe(200)
  await server.close()
})
