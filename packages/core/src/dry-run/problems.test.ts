import { describe, expect, it } from 'vitest'
import type { ActionDefinition } from '../action/action-definition.ts'
import { createTriggers } from '../engine/triggers.ts'
import { memoryOutbox } from '../queue/memory-outbox.ts'
import { memoryStore } from '../store/memory-store.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { recordingProviders } from '../testing/recording-providers.ts'
import { Trigger } from '../trigger/trigger.ts'
import { explain } from './explain.ts'

const tables = [defineTable('orders', { id: 'integer', note: 'string' }), defineTable('audit', { id: 'integer' })]
const record = { id: 7, note: 'x'.repeat(5_000) }

function engine(options: Parameters<typeof createTriggers>[0], action?: ActionDefinition) {
  const triggers = createTriggers({ onError: () => undefined, ...options })
  new MemoryDatabase({ tables }).connect(triggers)
  if (action !== undefined)
    triggers.register('orders', { name: 'rule', events: ['afterInsert'], actions: [{ ...action, name: 'do' }] })
  return triggers
}

async function actionOf(options: Parameters<typeof createTriggers>[0], action: ActionDefinition) {
  const report = await engine(options, action).dryRun('afterInsert', { table: 'orders', record })
  return report.triggers[0]!.actions[0]!
}

describe('what an action of a dry run would fail with', () => {
  it('R46 what a stored trigger may write, without spending any of it', async () => {
    const stored = { families: ['database'], tables: { listen: ['orders'], write: ['audit'] }, maxWrites: 1 }
    const triggers = engine({ store: memoryStore(), stored })
    const insert = (name: string, data: object): Promise<unknown> =>
      triggers.create({
        name,
        tables: ['orders'],
        events: ['afterInsert'],
        actions: [Trigger.database.insert('audit', data as never)],
      })
    await insert('a-two', [{ id: 1 }, { id: 2 }])
    await insert('b-one', { id: 3 })
    await triggers.load()
    for (let time = 0; time < 3; time++) {
      const report = await triggers.dryRun('afterInsert', { table: 'orders', record })
      expect(report.triggers.map(({ actions }) => [actions[0]!.status, actions[0]!.problem])).toEqual([
        ['fails', expect.stringContaining('maxWrites')],
        ['would-run', undefined],
      ])
    }
  })

  it('more characters than it may have', async () => {
    const action = await actionOf({ renderLimit: { code: 1_000 } }, Trigger.log.info('{{record.note}}'))
    expect(action).toMatchObject({ status: 'fails', problem: expect.stringContaining('1000 characters') })
  })

  it('a provider that is missing, also where it is given a secret', async () => {
    const pay: ActionDefinition = {
      type: 'action.execute',
      app: 'stripe',
      action: 'pay',
      input: { key: '{{secret.key}}' },
    }
    const secrets = { key: 'sk_live_1234' }
    expect(await actionOf({ secrets }, pay)).toMatchObject({
      status: 'fails',
      unknown: ['secret.key'],
      problem: expect.stringContaining('"stripe"'),
    })
    const { providers } = recordingProviders()
    const action = await actionOf({ secrets, providers: { stripe: { ...providers.action!, name: 'mine' } } }, pay)
    expect(action).toMatchObject({ status: 'would-run', provider: { family: 'action', tag: 'stripe', name: 'mine' } })
    expect(JSON.stringify(action)).not.toContain('sk_live')
  })

  it('keys and times that no Job can have', async () => {
    const queued = (more: object): ActionDefinition => ({ ...Trigger.log.info('x'), timing: 'queued', ...more })
    const options = { outbox: memoryOutbox() }
    expect(await actionOf(options, queued({ orderingKey: '{{record.absent}}' }))).toMatchObject({
      status: 'fails',
      problem: expect.stringContaining('orderingKey'),
    })
    expect(await actionOf(options, queued({ delay: '{{record.note}}' }))).toMatchObject({ status: 'fails' })
  })

  it('is only a guess where a value is unknown', async () => {
    const action: ActionDefinition = {
      type: 'database.update',
      table: 'orders',
      data: { id: { $inc: '{{actions.earlier.result.count}}' } },
      where: { id: 7 },
    }
    const triggers = engine({})
    triggers.register('orders', {
      name: 'rule',
      events: ['afterInsert'],
      actions: [
        { ...Trigger.database.delete('audit', { id: 1 }), name: 'earlier' },
        action,
        Trigger.log.info('after it'),
      ],
    })
    const report = await triggers.dryRun('afterInsert', { table: 'orders', record })
    expect(report.triggers[0]!.actions.map(({ status }) => status)).toEqual(['would-run', 'would-run', 'would-run'])
    expect(report.triggers[0]!.actions[1]!.problem).toMatch(/has to be a number.*As far as can be told/)
  })

  it('an input that holds itself is shown once', async () => {
    const input: Record<string, unknown> = { id: 7 }
    input.self = input
    const triggers = engine({}, Trigger.database.insert('audit', { id: '{{record.id}}' }))
    triggers.register('orders', {
      name: 'whole',
      events: ['afterInsert'],
      condition: Trigger.when.field('input').isNotEmpty(),
      actions: [
        Trigger.custom(() => 1, { name: 'a' }),
        { ...Trigger.log.info('x'), data: { all: '{{input}}', of: '{{actions.a.result}}' } },
      ],
    })
    const report = await triggers.dryRun('afterInsert', { table: 'orders', record, input })
    expect(report.triggers.map(({ status }) => status)).toEqual(['matches', 'matches'])
    expect(explain(report)).toContain('[Circular]')
  })
})
