import { randomBytes } from 'node:crypto'
import { startRabbitmq } from '@triggerkit/conformance/service'
import { Trigger } from '@triggerkit/core'
import { rabbitmq } from '@triggerkit/providers/rabbitmq'
import { Connection } from 'rabbitmq-client'
import { type ReceivedMessage, runRestartTest } from './fixture/run-restart-test.ts'

const server = await startRabbitmq()
const queue = `entries-${randomBytes(4).toString('hex')}`

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
  open: async () => ({
    providers: { rabbit: rabbitmq({ url: server!.url, declare: true }) },
    action: Trigger.broker.publish(`rabbit:${queue}`, { text: '{{record.text}}' }),
    received: () => readAll(server!.url),
    close: async () => undefined,
  }),
})
