import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type OwnRabbitmq, startRabbitmq } from '@triggerkit/conformance/service'
import { Trigger } from '@triggerkit/core'
import { rabbitmq } from '@triggerkit/providers/rabbitmq'
import { type Channel, Connection } from 'rabbitmq-client'
import { type ReceivedMessage, runRestartTest } from './fixture/run-restart-test.ts'

const server = await startRabbitmq()
const queue = `entries-${randomBytes(4).toString('hex')}`

/**
 * RabbitMQ 3 answers `queue.declare` before it is on the disk (Mnesia's log is written up to two seconds later), and without it the messages are gone
 * as well. So it is declared, and the server killed, until it outlives that: what is under test is the messages.
 */
async function declareForGood(server: OwnRabbitmq): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    await onChannel(server.url, (channel) => channel.queueDeclare({ queue, durable: true }))
    await sleep(2_500)
    await server.stop()
    await server.start()
    const isThere = await onChannel(server.url, (channel) => channel.queueDeclare({ queue, passive: true })).then(
      () => true,
      (error: { code?: string }) => {
        if (error.code === 'NOT_FOUND') return false
        throw error
      },
    )
    if (isThere) return
  }
  throw new Error(`The queue ${queue} does not outlive a kill of the broker`)
}

async function onChannel(url: string, work: (channel: Channel) => Promise<unknown>): Promise<void> {
  const connection = new Connection(url)
  try {
    const channel = await connection.acquire()
    await work(channel)
    await channel.close()
  } finally {
    connection.unsafeDestroy()
  }
}

async function readAll(url: string): Promise<ReceivedMessage[]> {
  const connection = new Connection(url)
  const messages: ReceivedMessage[] = []
  for (;;) {
    const message = await connection.basicGet({ queue, noAck: true })
    if (message === undefined) break
    messages.push({ id: message.messageId!, text: (message.body as { text: string }).text })
  }
  await connection.close()
  return messages
}

runRestartTest({
  name: 'RabbitMQ',
  server,
  async open() {
    await declareForGood(server!)
    return {
      providers: { rabbit: rabbitmq({ url: server!.url, declare: true }) },
      action: Trigger.broker.publish(`rabbit:${queue}`, { text: '{{record.text}}' }),
      received: () => readAll(server!.url),
      close: async () => undefined,
    }
  },
})
