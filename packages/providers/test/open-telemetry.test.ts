import * as api from '@opentelemetry/api'
import { createTriggers, memoryOutbox, OptionsError, Trigger } from '@triggerkit/core'
import { MemoryDatabase } from '@triggerkit/core/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { openTelemetry } from '../src/opentelemetry/index.ts'
import { Telemetry } from './opentelemetry/telemetry.ts'

const telemetry = new Telemetry()
const note = { ...Trigger.custom(() => undefined), name: 'note' }
const event = { table: 'orders', record: { id: 1 } }

const executions = async (): Promise<number | undefined> =>
  (await telemetry.pointsOf('triggerkit.action.executions'))[0]?.value

afterEach(() => telemetry.stop())

describe('openTelemetry()', () => {
  it('finds an SDK that is started after it, and the one that takes its place', async () => {
    const triggers = createTriggers({ observers: [openTelemetry(api)] })
    triggers.register('orders', { name: 'noted', events: ['afterInsert'], actions: [note] })
    await triggers.execute('afterInsert', event)
    telemetry.start()
    await triggers.execute('afterInsert', event)
    expect(telemetry.spans.map(({ name }) => name)).toEqual(['triggerkit.action', 'triggerkit.trigger'])
    expect(await executions()).toBe(1)
    telemetry.stop()
    telemetry.start()
    await triggers.execute('afterInsert', event)
    await triggers.execute('afterInsert', event)
    expect(await executions()).toBe(2)
  })

  it('has the gauges of the outbox also where the SDK is started late and nothing ever matches', async () => {
    const triggers = createTriggers({ observers: [openTelemetry(api)], outbox: memoryOutbox() })
    new MemoryDatabase({ tables: [] }).connect(triggers)
    telemetry.start()
    const points = (): Promise<unknown[]> => telemetry.pointsOf('triggerkit.outbox.jobs')
    await expect.poll(points, { timeout: 10_000, interval: 200 }).not.toEqual([])
    await triggers.close()
  })

  it('observes one engine, and says so', () => {
    const told: Error[] = []
    const observer = openTelemetry(api)
    createTriggers({ observers: [observer] })
    createTriggers({ observers: [observer], onError: (error) => told.push(error) })
    expect(told.map(({ message }) => message)).toEqual([expect.stringContaining('Call it once for each engine')])
  })

  it('lists every problem of what it is given', () => {
    const wrong = { rowKeys: 1, errorMessages: 'no', jobs: 'child', outboxMetrics: null } as never
    expect(() => openTelemetry(api.trace as never, wrong)).toThrow(OptionsError)
    expect(() => openTelemetry(api.trace as never, wrong)).toThrow(
      /api: .*\n.*rowKeys: .*\n.*errorMessages: .*\n.*outboxMetrics: .*\n.*jobs: /,
    )
  })
})
