import { Connection } from 'rabbitmq-client'

export interface Warehouse {
  /** Messages of its queue, each once. */
  received: { id: string | undefined; body: unknown }[]
  close(): Promise<void>
}

/** The other side of the broker: reads the queue of RabbitMQ. */
export async function openWarehouse(url: string, queue: string): Promise<Warehouse> {
  const received: Warehouse['received'] = []
  const connection = new Connection(url)
  await connection.queueDeclare({ queue, durable: true })
  await connection.queuePurge({ queue })
  const consumer = connection.createConsumer(
    { queue, queueOptions: { durable: true } },
    async ({ messageId, body }) => {
      received.push({ id: messageId, body })
    },
  )
  return {
    received,
    async close() {
      await consumer.close()
      await connection.queueDelete({ queue })
      await connection.close()
    },
  }
}
