import { expect, it } from 'vitest'
import type { Port } from '../adapter/port.ts'
import { createTriggers } from '../engine/triggers.ts'
import { ExecutionsError } from '../errors/executions-error.ts'
import type { ExecutionsDriver } from '../executions/execution-log.ts'
import { memoryExecutions } from '../executions/memory-executions.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'

function setUp(log: ExecutionsDriver) {
  const triggers = createTriggers({ executions: { log }, onError: () => undefined })
  const database = new MemoryDatabase({ tables: [defineTable('orders', { id: 'integer' })] })
  triggers.register('orders', { name: 'rule', events: ['afterInsert'], actions: [Trigger.log.debug('x')] })
  const told = () => triggers.check().filter(({ code }) => code === 'EXECUTIONS_UNKEPT')
  return { triggers, database, told }
}

it('tells of a history of executions that no connected ORM has a place for', async () => {
  const kept = memoryExecutions()
  let hasPlace = false
  const connect = (port: Port) => {
    if (hasPlace) return kept.connect(port)
    throw new ExecutionsError({ code: 'EXECUTIONS_PORT', message: 'No place: use another log.' })
  }
  const { triggers, database, told } = setUp({ name: 'choosy', connect })
  expect(told()).toEqual([])
  database.connect(triggers)
  expect(told()).toMatchObject([
    { severity: 'warning', message: expect.stringContaining('No place: use another log.') },
  ])
  hasPlace = true
  new MemoryDatabase({ tables: [defineTable('audit', { id: 'integer' })] }).connect(triggers)
  expect(told()).toEqual([])
  await triggers.close()
})

it('tells of a history of executions that could not be kept, until it can be', async () => {
  let isThere = false
  const log = memoryExecutions().connect({} as Port)
  const missing = async () => {
    if (!isThere) throw new ExecutionsError({ code: 'EXECUTIONS_MISSING', message: 'Run: triggerkit migrate' })
  }
  const append: typeof log.append = async (rows) => missing().then(() => log.append(rows))
  const methods = { verify: missing, append, list: log.list.bind(log), purge: log.purge.bind(log) }
  const { triggers, database, told } = setUp({ name: 'late', connect: () => methods })
  database.connect(triggers)
  expect(told()).toEqual([])
  await database.create('orders', { id: 1 })
  await triggers.drain()
  expect(told()).toMatchObject([{ severity: 'warning', message: expect.stringContaining('Run: triggerkit migrate') }])
  isThere = true
  await triggers.drain()
  expect(told()).toEqual([])
  await triggers.close()
})
