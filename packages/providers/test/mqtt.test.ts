import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type MqttLike, mqtt } from '@triggerkit/providers/mqtt'
import mqttPackage, { type IPublishPacket, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { certificate } from './fixture/certificate.ts'
import { providerCall } from './fixture/provider-call.ts'
import { mosquittoUser, startMosquitto } from './mqtt/own-mosquitto.ts'
import { startOldBroker, startTcp } from './mqtt/tcp-server.ts'

const broker = await startMosquitto()
const root = `open/${randomBytes(6).toString('hex')}`
const none = { headers: {} }

describe.skipIf(broker === undefined)('mqtt()', () => {
  const packets: IPublishPacket[] = []
  let subscriber: MqttClient
  const opened: { close(): unknown }[] = []
  const open = (options: Partial<Parameters<typeof mqtt>[0]> = {}): ReturnType<typeof mqtt> => {
    const own = options.client === undefined ? { url: broker!.url, ...mosquittoUser } : {}
    const provider = mqtt({ ...own, ...options })
    opened.push(provider)
    return provider
  }

  beforeAll(async () => {
    subscriber = await mqttPackage.connectAsync(broker!.url, { ...mosquittoUser, protocolVersion: 5 })
    subscriber.on('message', (_topic, _payload, packet) => packets.push(packet))
    await subscriber.subscribeAsync(`${root}/#`, { qos: 2 })
  })
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close()
    packets.length = 0
  })
  afterAll(async () => {
    await subscriber.endAsync(true)
    await broker?.close()
  })
  const received = (count: number): Promise<void> => until(() => packets.length >= count)

  it('gives a message its type, its headers and the idempotency key', async () => {
    const call = providerCall()
    const result = await open().publish(`${root}/a`, { id: 1n }, { key: 'k', headers: { trace: 'ä;"' } }, call)
    expect(result).toEqual({ topic: `${root}/a`, messageId: call.idempotencyKey, qos: 1 })
    await received(1)
    expect(packets[0]!.payload.toString()).toBe('{"id":"1"}')
    expect(packets[0]!.properties).toMatchObject({
      contentType: 'application/json',
      payloadFormatIndicator: true,
      correlationData: Buffer.from(call.idempotencyKey),
      userProperties: { trace: 'ä;"', key: 'k', 'idempotency-key': call.idempotencyKey },
    })
  })

  it('leaves bytes as they are, and keeps what is to be retained', async () => {
    const provider = open({ retain: true, qos: 2 })
    await provider.publish(`${root}/kept`, new Uint8Array([0, 255]), none, providerCall())
    const late = await mqttPackage.connectAsync(broker!.url, { ...mosquittoUser, protocolVersion: 5 })
    const kept = new Promise<IPublishPacket>((resolve) =>
      late.on('message', (_topic, _payload, packet) => resolve(packet)),
    )
    await late.subscribeAsync(`${root}/kept`)
    expect(await kept).toMatchObject({ retain: true, payload: Buffer.from([0, 255]) })
    await late.endAsync()
    await provider.publish(`${root}/kept`, '', none, providerCall())
    await received(2)
  })

  it('sends CloudEvents', async () => {
    const call = providerCall()
    await open({ cloudEvents: { source: '/shop' } }).publish(`${root}/event`, { id: 1 }, none, call)
    await received(1)
    expect(packets[0]!.properties?.contentType).toContain('application/cloudevents+json')
    expect(JSON.parse(packets[0]!.payload.toString())).toMatchObject({
      specversion: '1.0',
      id: call.idempotencyKey,
      source: '/shop',
      type: 'orders.afterInsert',
      data: { id: 1 },
    })
  })

  it('has no more under way than the broker takes, however many are asked for', async () => {
    const provider = open()
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => provider.publish(`${root}/many`, index, none, providerCall())),
    )
    await received(1_000)
    expect(new Set(packets.map(({ payload }) => payload.toString())).size).toBe(1_000)
  })

  it('does without a confirmation where it is told to', async () => {
    expect(await open({ qos: 0 }).publish(`${root}/fast`, 'x', none, providerCall())).toMatchObject({ qos: 0 })
    await received(1)
    expect(packets[0]!.qos).toBe(0)
  })

  it.each(['orders/+', 'orders/#', '', 'a\0b', 'x'.repeat(65_536)])(
    'publishes to no topic that is none: %#',
    async (topic) => {
      const publishing = open().publish(topic, 1, none, providerCall({ tag: 'main' }))
      await expect(publishing).rejects.toMatchObject({ code: 'MQTT_TOPIC', retryable: false, provider: 'mqtt "main"' })
    },
  )

  it('speaks MQTT 3.1.1 with a broker that knows no other, unless it is told what to speak', async () => {
    const old = await startOldBroker(broker!.url)
    opened.push(old)
    await open({ url: old.url }).publish(`${root}/old`, { id: 1 }, { headers: { lost: 'yes' } }, providerCall())
    await received(1)
    expect(packets[0]!.payload.toString()).toBe('{"id":1}')
    const strict = open({ url: old.url, protocolVersion: 5 }).publish(`${root}/old`, 1, none, providerCall())
    await expect(strict).rejects.toMatchObject({ status: 1, retryable: false })
  })

  it('speaks TLS, and trusts whom it is told to', async () => {
    const url = broker!.secureUrl.replace('mqtts:', 'mqtt:')
    await open({ url, tls: { ca: certificate.cert } }).publish(`${root}/tls`, 1, none, providerCall())
    await received(1)
  })

  it('takes back a message that was given up, also by its own close', async () => {
    const mute = await startTcp((socket) => socket.once('data', () => socket.write(Buffer.from([0x20, 3, 0, 0, 0]))))
    opened.push(mute)
    const client = await mqttPackage.connectAsync(mute.url, { protocolVersion: 5 })
    const [controller, provider] = [new AbortController(), open({ client })]
    const publishing = provider.publish('a', 1, none, providerCall({ signal: controller.signal }))
    await until(() => Object.keys(client.outgoing).length === 1)
    controller.abort(new Error('late'))
    await expect(publishing).rejects.toThrow('late')
    await expect(provider.publish('a', 1, none, providerCall({ signal: controller.signal }))).rejects.toThrow('late')
    const closed = provider.publish('a', 1, none, providerCall())
    await until(() => Object.keys(client.outgoing).length === 2)
    await provider.close()
    expect(Object.keys(client.outgoing)).toEqual([])
    await expect(closed).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining('closed') as string,
    })
    await client.endAsync(true)
  })

  it("leaves a message that was given up its place among the broker's, until the broker has answered", async () => {
    const seen: Buffer[] = []
    // Its Receive Maximum is 1.
    const connack = Buffer.from([0x20, 6, 0, 0, 3, 0x21, 0, 1])
    const isPublish = (chunk: Buffer): boolean => chunk[0]! >> 4 === 3
    const slow = await startTcp((socket) => {
      socket.once('data', () => socket.write(connack))
      socket.on('data', (chunk: Buffer) => isPublish(chunk) && seen.push(chunk))
    })
    opened.push(slow)
    const provider = open({ url: slow.url, protocolVersion: 5 })
    const controller = new AbortController()
    const givenUp = provider.publish('a', 1, none, providerCall({ signal: controller.signal }))
    await until(() => seen.length === 1)
    controller.abort(new Error('late'))
    await expect(givenUp).rejects.toThrow('late')
    const next = provider.publish('b', 2, none, providerCall())
    await sleep(100)
    expect(seen).toHaveLength(1)
    slow.connections[0]!.write(puback(seen[0]!))
    await until(() => seen.length === 2)
    slow.connections[0]!.write(puback(seen[1]!))
    await next
  })

  it('fails while the broker is away, and goes on when it is back, without what failed', async () => {
    const provider = open()
    await provider.publish(`${root}/before`, 1, none, providerCall())
    await broker!.stop()
    const away = provider.publish(`${root}/away`, 2, none, providerCall())
    await expect(away).rejects.toMatchObject({ retryable: true, provider: 'mqtt' })
    await broker!.start()
    await until(() => subscriber.connected)
    await subscriber.subscribeAsync(`${root}/#`, { qos: 2 })
    packets.length = 0
    await until(async () =>
      provider.publish(`${root}/after`, 3, none, providerCall()).then(
        () => true,
        () => false,
      ),
    )
    await received(1)
    expect(packets.map(({ payload }) => payload.toString())).toEqual(['3'])
  })

  it('says all that is wrong with its options at once, and no secret', () => {
    const options = { url: 'http://u:s3cret@h', qos: 3, protocolVersion: 3, connectTimeoutMs: 0, cloudEvents: {} }
    expect(() => mqtt(options as never)).toThrow(/`url`.*`qos`.*`protocolVersion`.*`connectTimeoutMs`.*`cloudEvents`/)
    expect(() => mqtt({})).toThrow('it needs a `url` or a `client`')
    expect(() => mqtt({ client: {} as never, username: 'ann' })).toThrow(/username say nothing; .*no client/)
  })

  it('does not wait for a client that was ended', async () => {
    const client = await mqttPackage.connectAsync(broker!.url, mosquittoUser)
    await client.endAsync()
    const publishing = open({ client }).publish(`${root}/a`, 1, none, providerCall())
    await expect(publishing).rejects.toMatchObject({ message: expect.stringContaining('ended') as string })
  })

  it('takes a client of the package as it is', () => {
    const drift = (client: MqttClient): MqttLike => client
    expect(drift(subscriber)).toBe(subscriber)
  })
})

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`it did not come to that: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Confirms a PUBLISH of a topic of one character: its packet identifier follows the topic. */
function puback(publish: Buffer): Buffer {
  const lengthBytes = publish[1]! < 0x80 ? 1 : 2
  const id = 1 + lengthBytes + 2 + 1
  return Buffer.from([0x40, 2, publish[id]!, publish[id + 1]!])
}
