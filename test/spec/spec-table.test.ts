import { type ConditionOperatorName, TriggerDefinitionError } from '@triggerkit/core'
import { describe, expect, it } from 'vitest'
import { readSpecPage } from './fixture/spec-page.ts'
import { Walk } from './fixture/walk.ts'

const page = readSpecPage()

type Row = Record<string, unknown>

/** What a Write does: it inserts a row, or makes one of another. */
type WriteOfRow = { insert: Row } | { from: Row; to: Row }

interface OperatorCase {
  field?: string
  value?: unknown
  holds: WriteOfRow[]
  fails: WriteOfRow[]
}

const insert = (row: Row): WriteOfRow => ({ insert: row })
const change = (from: Row, to: Row): WriteOfRow => ({ from, to })

/** Of the field `record.status`, unless another is named. */
const operators: Record<string, OperatorCase> = {
  EQUALS: { value: 'paid', holds: [insert({ status: 'paid' })], fails: [insert({ status: 'Paid' }), insert({})] },
  NOT_EQUALS: { value: 'paid', holds: [insert({ status: 'new' })], fails: [insert({ status: 'paid' })] },
  GREATER_THAN: {
    field: 'record.total',
    value: 10.5,
    holds: [insert({ total: '10.51' })],
    fails: [insert({ total: '10.50' }), insert({ total: null })],
  },
  GREATER_THAN_OR_EQUALS: {
    field: 'record.total',
    value: 10.5,
    holds: [insert({ total: '10.50' })],
    fails: [insert({ total: 10.49 })],
  },
  LESS_THAN: { field: 'record.total', value: 10.5, holds: [insert({ total: 9 })], fails: [insert({ total: '10.50' })] },
  LESS_THAN_OR_EQUALS: {
    field: 'record.total',
    value: 10.5,
    holds: [insert({ total: '10.50' })],
    fails: [insert({ total: 11 }), insert({ total: null })],
  },
  IN: { value: ['new', 'paid'], holds: [insert({ status: 'paid' })], fails: [insert({ status: 'sent' })] },
  NOT_IN: { value: ['new', 'paid'], holds: [insert({ status: 'sent' })], fails: [insert({ status: 'paid' })] },
  CONTAINS: { value: 'ai', holds: [insert({ status: 'paid' })], fails: [insert({ status: 'sent' }), insert({})] },
  STARTS_WITH: { value: 'pa', holds: [insert({ status: 'paid' })], fails: [insert({ status: 'unpaid' })] },
  ENDS_WITH: { value: 'id', holds: [insert({ status: 'paid' })], fails: [insert({ status: 'idle' })] },
  MATCHES: { value: '^p.+d$', holds: [insert({ status: 'paid' })], fails: [insert({ status: 'unpaid' })] },
  IS_NULL: { holds: [insert({}), insert({ status: null })], fails: [insert({ status: '' })] },
  IS_NOT_NULL: { holds: [insert({ status: '' })], fails: [insert({ status: null })] },
  IS_EMPTY: { holds: [insert({ status: '' }), insert({})], fails: [insert({ status: ' x' })] },
  IS_NOT_EMPTY: { holds: [insert({ status: 'x' })], fails: [insert({ status: '' }), insert({ status: null })] },
  CHANGED: {
    holds: [change({ status: 'new' }, { status: 'paid' })],
    fails: [
      change({ status: 'new', note: 'a' }, { note: 'b' }),
      change({ status: 'new' }, { status: 'new', note: 'b' }),
    ],
  },
  NOT_CHANGED: {
    holds: [change({ status: 'new', note: 'a' }, { note: 'b' })],
    fails: [change({ status: 'new' }, { status: 'paid' })],
  },
  CHANGED_TO: {
    value: 'paid',
    holds: [change({ status: 'new' }, { status: 'paid' }), insert({ status: 'paid' })],
    fails: [change({ status: 'new' }, { status: 'sent' }), change({ status: 'paid' }, { note: 'b' })],
  },
  CHANGED_FROM: {
    value: 'new',
    holds: [change({ status: 'new' }, { status: 'paid' })],
    fails: [change({ status: 'paid' }, { status: 'sent' }), insert({ status: 'paid' })],
  },
}

/** What each placeholder gives in an update of `status` from `new` to `paid`, by the user 7. */
const placeholders: Record<string, string> = {
  '{{record.fieldName}}': 'paid',
  '{{previousRecord.fieldName}}': 'new',
  '{{event}}': 'afterUpdate',
  '{{table}}': 'orders',
  '{{database}}': 'my-db',
  '{{env}}': 'prd',
  '{{timestamp}}': '1970-01-01T00:00:00.000Z',
  '{{operation}}': 'update',
  '{{user.id}}': '7',
}

/** The concrete events that a trigger sees of an insert, an update and a delete. */
const events: Record<string, string[]> = {
  BEFORE_INSERT: ['beforeInsert'],
  AFTER_INSERT: ['afterInsert'],
  BEFORE_UPDATE: ['beforeUpdate'],
  AFTER_UPDATE: ['afterUpdate'],
  BEFORE_DELETE: ['beforeDelete'],
  AFTER_DELETE: ['afterDelete'],
  BEFORE_WRITE: ['beforeInsert', 'beforeUpdate', 'beforeDelete'],
  AFTER_WRITE: ['afterInsert', 'afterUpdate', 'afterDelete'],
}

const timings: Record<string, (walk: Walk) => Promise<void>> = {
  SYNC: async (walk) => {
    await createUserWithMail(walk, 'SYNC')
    expect(walk.records.emails).toHaveLength(1)
  },
  ASYNC: async (walk) => {
    let send!: () => void
    walk.records.mailGate = new Promise((resolve) => (send = resolve))
    await createUserWithMail(walk, 'ASYNC')
    expect(walk.records.emails).toHaveLength(0)
    send()
    await walk.db.triggers.drain()
    expect(walk.records.emails).toHaveLength(1)
  },
  /** There is no outbox yet: the trigger is refused with what to do instead. */
  QUEUED: async (walk) => {
    const error: unknown = await createUserWithMail(walk, 'QUEUED').catch((thrown: unknown) => thrown)
    expect(TriggerDefinitionError.isInstance(error)).toBe(true)
    expect((error as Error).message).toMatch(/actions\[0\]\.timing: "queued" needs an outbox.*use "sync" or "async"/)
  },
}

async function createUserWithMail({ db, database }: Walk, timing: 'SYNC' | 'ASYNC' | 'QUEUED'): Promise<void> {
  const { Trigger, TriggerTiming } = db.triggers
  const mail = Trigger.notification.email('emails:hello', '{{record.email}}')
  const actions = [{ ...mail, timing: TriggerTiming[timing] }]
  db.triggers.register('users', { name: 'mail', events: ['afterInsert'], actions })
  await database.create('users', { id: 1, email: 'ann@example.com' })
}

async function onWalk(test: (walk: Walk) => Promise<void>): Promise<void> {
  const walk = await Walk.begin(false)
  try {
    await test(walk)
  } finally {
    await walk.end()
  }
}

describe('condition operators', () => {
  const rows = page.tableUnder('Condition Operators')

  it('are 20, each with a case', () => {
    expect(rows).toHaveLength(20)
    expect(rows).toEqual(Object.keys(operators))
  })

  it.each(rows)('%s', (operator) =>
    onWalk(async (walk) => {
      const { field = 'record.status', value, holds, fails } = operators[operator]!
      const { Trigger, TriggerEvent, ConditionOperator } = walk.db.triggers
      let fired = 0
      const fires = async (write: WriteOfRow): Promise<number> => {
        walk.db.triggers.unregister('orders', 'operator')
        const row = 'insert' in write ? write.insert : write.from
        const [made] = 'insert' in write ? [] : await walk.database.create('orders', row)
        fired = 0
        walk.db.triggers.register('orders', {
          name: 'operator',
          events: [TriggerEvent.AFTER_WRITE],
          condition: { field, operator: ConditionOperator[operator as ConditionOperatorName], value },
          actions: [Trigger.custom(() => void fired++)],
        })
        if ('insert' in write) await walk.database.create('orders', row)
        else await walk.database.change('orders', { id: made!.id }, { $set: write.to })
        return fired
      }
      for (const write of holds) expect(await fires(write), JSON.stringify(write)).toBe(1)
      for (const write of fails) expect(await fires(write), JSON.stringify(write)).toBe(0)
    }),
  )
})

describe('template placeholders', () => {
  const rows = page.tableUnder('Template Placeholders')

  it('are nine, each with a case', () => {
    expect(rows).toEqual(Object.keys(placeholders))
  })

  it.each(rows)('%s', (placeholder) =>
    onWalk(async ({ db, database, records }) => {
      const { Trigger } = db.triggers
      const message = `[${placeholder.replace('fieldName', 'status')}]`
      db.triggers.register('orders', { name: 'say', events: ['afterUpdate'], actions: [Trigger.log.info(message)] })
      await database.create('orders', { id: 1, status: 'new' })
      await db.triggers.withContext({ user: { id: 7 } }, () =>
        database.change('orders', { id: 1 }, { $set: { status: 'paid' } }),
      )
      expect(records.lines.map((line) => line.message)).toEqual([`[${placeholders[placeholder]}]`])
    }),
  )
})

describe('trigger events', () => {
  const rows = page.tableUnder('Trigger Events')

  it('are eight, each with a case', () => {
    expect(rows).toEqual(Object.keys(events))
  })

  it.each(rows)('%s', (name) =>
    onWalk(async ({ db, database }) => {
      const { Trigger, TriggerEvent } = db.triggers
      const seen: string[] = []
      const event = TriggerEvent[name as keyof typeof TriggerEvent]
      const see = Trigger.custom((context) => void seen.push(context.event))
      db.triggers.register('orders', { name: 'see', events: [event], actions: [see] })
      await database.create('orders', { id: 1, status: 'new' })
      await database.change('orders', { id: 1 }, { $set: { status: 'paid' } })
      await database.remove('orders', { id: 1 })
      expect(seen).toEqual(events[name])
    }),
  )
})

describe('timings', () => {
  const rows = page.tableUnder('Execution Timing')

  it('are three, each with a case', () => {
    expect(rows).toEqual(Object.keys(timings))
  })

  it.each(rows)('%s', (timing) => onWalk(timings[timing]!))
})
