import { reachable } from '@triggerkit/conformance/service'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ExampleResult, runExample } from './run-example.ts'

const timeout = 60_000

describe('examples/everything', () => {
  let whole: ExampleResult

  beforeAll(async () => {
    whole = await runExample('everything')
  }, timeout)

  it('ends well: mail, message, cache entry, file and webhook arrived, and nothing of what was rolled back', () => {
    expect(whole.output).not.toContain('WRONG')
    expect(whole.output.match(/^ {2}ok {2} /gm), whole.output).toHaveLength(12)
    expect(whole.output).toContain('Everything arrived.')
    expect(whole.code).toBe(0)
  })

  it('goes to Redis and to RabbitMQ where they are there', async () => {
    expect(whole.output).toContain((await reachable('redis')) ? 'Cache: Redis' : 'Cache: in memory')
    expect(whole.output).toContain((await reachable('rabbitmq')) ? 'Broker: RabbitMQ' : 'Broker: a function')
  })

  it('says of each provider whether it answers', () => {
    expect(whole.output).toMatch(/^ {2}up {7}email +order-emails +smtp$/m)
    expect(whole.output).not.toMatch(/^ {2}down/m)
  })

  it(
    'makes do where nothing is there',
    async () => {
      const { code, output } = await runExample('everything', {
        REDIS_URL: 'redis://127.0.0.1:1',
        AMQP_URL: 'amqp://127.0.0.1:1',
      })
      expect(output).toContain('Cache: in memory, because no Redis answers')
      expect(output).toContain('Everything arrived.')
      expect(code).toBe(0)
    },
    timeout,
  )
})
