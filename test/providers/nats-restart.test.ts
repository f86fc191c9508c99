import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { startNats } from '@triggerkit/conformance/service'
import { Trigger } from '@triggerkit/core'
import { nats } from '@triggerkit/providers/nats'
import { type ReceivedMessage, runRestartTest } from './fixture/run-restart-test.ts'

const server = await startNats()

runRestartTest({
  name: 'NATS',
  server,
  isExactlyOnce: true,
  async open({ host, port }) {
    const client = await connect({ servers: `${host}:${port}`, maxReconnectAttempts: -1, reconnectTimeWait: 100 })
    const { streams } = await jetstreamManager(client)
    await streams.add({ name: 'entries', subjects: ['entries.>'] })
    return {
      providers: { nats: nats({ url: server!.url }) },
      action: Trigger.broker.publish('nats:entries.new', { text: '{{record.text}}' }),
      async received() {
        const { first_seq: first, last_seq: last } = (await streams.info('entries')).state
        const messages: ReceivedMessage[] = []
        for (let seq = first; seq <= last; seq++) {
          const message = (await streams.getMessage('entries', { seq }))!
          messages.push({ id: message.header.get('Nats-Msg-Id'), text: message.json<{ text: string }>().text })
        }
        return messages
      },
      close: () => client.close(),
    }
  },
})
