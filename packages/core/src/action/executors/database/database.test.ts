import { beforeEach, describe, expect, it } from 'vitest'
import type { Port } from '../../../adapter/port.ts'
import type { Row } from '../../../change/change.ts'
import { defineTable } from '../../../testing/define-table.ts'
import { MemoryDatabase } from '../../../testing/memory-database.ts'
import { type RunFixture, toEnvironment, toRun } from '../../run-fixture.ts'
import { deleteExecutor } from './delete.ts'
import { insertExecutor } from './insert.ts'
import { updateExecutor } from './update.ts'

const users = defineTable('users', {
  id: 'integer',
  name: 'string',
  tenant: 'integer',
  logins: 'integer',
  tags: 'array',
  meta: 'json',
})
const audit = defineTable('audit', { id: 'integer', user: 'integer', note: 'string' })

let database: MemoryDatabase
let calls: unknown[][]

/** The port, telling what it was asked to do. */
function watched(): Port {
  return new Proxy(database as unknown as Port, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        if (name === 'insert' || name === 'update' || name === 'delete') calls.push([name, ...args.slice(1)])
        return member.apply(target, args) as unknown
      }
    },
  })
}

async function runAll(runs: RunFixture[]): Promise<unknown[]> {
  const executor = { insert: insertExecutor, update: updateExecutor, delete: deleteExecutor }[
    runs[0]!.type.split('.')[1] as 'insert'
  ]
  return executor.execute(runs.map(toRun), toEnvironment({ port: watched() }))
}

function forEach(records: Row[], type: string, payload: Record<string, unknown>): RunFixture[] {
  return records.map((record) => ({ type, payload, record }))
}

function ids(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({ id: index + 1 }))
}

beforeEach(async () => {
  database = new MemoryDatabase({ tables: [users, audit], capabilities: { maxParameters: 1_000 } })
  await database.create('users', [
    { id: 1, name: 'Ann', tenant: 1, logins: 0 },
    { id: 2, name: 'Bob', tenant: 1, logins: 5 },
    { id: 3, name: 'Cid', tenant: 2, logins: 7 },
  ])
  calls = []
})

describe('database.insert', () => {
  it('R31 inserts the rows of all runs at once and gives each its own', async () => {
    const results = await runAll(
      forEach(ids(2_500), 'database.insert', {
        table: 'audit',
        data: { user: '{{record.id}}', note: 'n {{record.id}}' },
      }),
    )
    expect(calls).toHaveLength(1)
    expect(results).toHaveLength(2_500)
    expect(results[2_499]).toMatchObject({ user: 2_500, note: 'n 2500' })
  })

  it('takes several rows of one run, one call for each table', async () => {
    const [both, one] = await runAll([
      { type: 'database.insert', payload: { table: 'audit', data: [{ user: 1 }, { user: 2 }] } },
      { type: 'database.insert', payload: { table: 'users', data: { name: 'Dee' } } },
      { type: 'database.insert', payload: { table: 'audit', data: { user: 3 } } },
    ])
    expect(calls.map(([, table]) => table)).toEqual(['audit', 'users'])
    expect(both).toMatchObject([{ user: 1 }, { user: 2 }])
    expect(one).toMatchObject({ name: 'Dee' })
    expect(database.rows('audit').map(({ user }) => user)).toEqual([1, 2, 3])
  })

  it('R26 leaves out columns without a value, at any depth: the port sees no undefined', async () => {
    await runAll([
      {
        type: 'database.insert',
        payload: { table: 'users', data: { name: '{{record.none}}', meta: { a: '{{record.none}}', b: null } } },
      },
    ])
    expect(calls).toEqual([['insert', 'users', [{ meta: { b: null } }]]])
  })

  it.each(['__proto__', 'constructor', 'meta.__proto__.x'])('refuses the column %s', async (name) => {
    const run = toRun({ type: 'database.insert', payload: { table: 'users', data: {} } })
    run.input.data = JSON.parse(`{ ${JSON.stringify(name)}: { "polluted": 1 } }`)
    await expect(insertExecutor.execute([run], toEnvironment({ port: database }))).rejects.toThrow(
      `"${name}" may not be the name of a column`,
    )
    expect(({} as Row).polluted).toBeUndefined()
  })

  it('names an unknown table and an unknown column', async () => {
    await expect(runAll([{ type: 'database.insert', payload: { table: 'user', data: {} } }])).rejects.toThrow(
      'Action "step" of trigger "rule" (afterInsert on orders) failed: there is no table "user", did you mean "users"?',
    )
    await expect(runAll([{ type: 'database.insert', payload: { table: 'users', data: { nam: 1 } } }])).rejects.toThrow(
      'users has no column "nam", did you mean "name"?',
    )
  })

  it('says what is missing where no ORM is connected', async () => {
    const run = toRun({ type: 'database.insert', payload: { table: 'users', data: {} } })
    await expect(insertExecutor.execute([run], toEnvironment())).rejects.toThrow('no ORM is connected')
  })
})

describe('database.update', () => {
  it('R31 sums $inc of equal filters, in either case', async () => {
    const runs = forEach([{ id: 1 }, { id: 2 }, { id: 1 }], 'database.update', {
      table: 'users',
      data: { logins: { $INC: 1 }, name: 'seen' },
      where: { id: '{{record.id}}' },
    })
    const results = await runAll(runs)
    expect(calls).toEqual([
      ['update', 'users', { $inc: { logins: 2 }, $set: { name: 'seen' } }, { id: 1 }],
      ['update', 'users', { $inc: { logins: 1 }, $set: { name: 'seen' } }, { id: 2 }],
    ])
    expect(results).toEqual([{ count: 1 }, { count: 1 }, { count: 1 }])
  })

  it('R31 makes one $in of the same update of different rows, in chunks', async () => {
    await runAll(
      forEach(ids(1_000), 'database.update', {
        table: 'users',
        data: { name: 'x' },
        where: { id: '{{record.id}}', tenant: 1 },
      }),
    )
    expect(calls).toHaveLength(3)
    expect(calls[0]![3]).toMatchObject({ tenant: 1, id: { $in: expect.arrayContaining([1]) as unknown } })
    expect(database.rows('users').map(({ name }) => name)).toEqual(['x', 'x', 'Cid'])
  })

  it('R31 multiplies $mul, the last $set wins, $min and $max take the outermost', async () => {
    const values = [
      { by: 2, name: 'first', low: 4 },
      { by: 3, name: 'last', low: 9 },
    ]
    await runAll(
      values.map((record) => ({
        type: 'database.update',
        record,
        payload: {
          table: 'users',
          data: {
            $mul: { logins: '{{record.by}}' },
            $set: { name: '{{record.name}}' },
            tenant: { $min: '{{record.low}}' },
            'meta.top': { $max: '{{record.low}}' },
          },
          where: { id: 2 },
        },
      })),
    )
    expect(calls).toEqual([
      [
        'update',
        'users',
        { $mul: { logins: 6 }, $set: { name: 'last' }, $min: { tenant: 4 }, $max: { 'meta.top': 9 } },
        { id: 2 },
      ],
    ])
  })

  it('R31 keeps the order where one update changes what another looks for', async () => {
    const steps = [
      { from: 1, to: 2 },
      { from: 2, to: 3 },
    ]
    await runAll(
      forEach(steps, 'database.update', {
        table: 'users',
        data: { tenant: '{{record.to}}' },
        where: { tenant: '{{record.from}}' },
      }),
    )
    expect(calls).toHaveLength(2)
    expect(database.rows('users').map(({ tenant }) => tenant)).toEqual([3, 3, 3])
  })

  it('R31 keeps the order where texts might be the same row to the database', async () => {
    const writes = [
      { name: 'Ann', to: 1 },
      { name: 'Bob', to: 2 },
      { name: 'ANN ', to: 3 },
      { name: 'Ann', to: 4 },
    ]
    await runAll(
      forEach(writes, 'database.update', {
        table: 'users',
        data: { logins: '{{record.to}}' },
        where: { name: '{{record.name}}' },
      }),
    )
    expect(calls.map(([, , update]) => (update as { $set: Row }).$set.logins)).toEqual([1, 2, 3, 4])
  })

  it('does nothing where every value of `data` is missing', async () => {
    expect(
      await runAll([
        { type: 'database.update', payload: { table: 'users', data: { name: '{{record.none}}' }, where: { id: 1 } } },
      ]),
    ).toEqual([{ count: 0 }])
    expect(calls).toEqual([])
  })

  it.each([
    [{ logins: { $inc: 'many' } }, '$inc of "logins" has to be a number'],
    [{ logins: { $add: 1 } }, 'unknown operator "$add"'],
    [{ logins: { $inc: 1 }, $set: { logins: 2 } }, 'changes "logins" twice'],
    [{ $set: 5 }, '`data.$set` has to be an object of columns'],
  ])('refuses %j', async (data, message) => {
    await expect(
      runAll([{ type: 'database.update', payload: { table: 'users', data, where: { id: 1 } } }]),
    ).rejects.toThrow(message)
  })

  it('takes no operator from a value', async () => {
    await runAll([
      {
        type: 'database.update',
        payload: { table: 'users', data: { meta: '{{record.meta}}' }, where: { id: 1 } },
        record: { meta: { $inc: 5 } },
      },
    ])
    expect(calls[0]![2]).toEqual({ $set: { meta: { $inc: 5 } } })
  })

  it('stops between statements when its time is up', async () => {
    const controller = new AbortController()
    controller.abort(new Error('time is up'))
    const run = toRun({ type: 'database.update', payload: { table: 'users', data: { name: 'x' }, where: { id: 1 } } })
    await expect(
      updateExecutor.execute([run], toEnvironment({ port: watched(), signal: controller.signal })),
    ).rejects.toThrow('time is up')
    expect(calls).toEqual([])
  })
})

describe('database.delete', () => {
  it('R31 deletes the rows of all runs at once', async () => {
    const results = await runAll(
      forEach([{ id: 3 }, { id: 1 }, { id: 3 }], 'database.delete', { table: 'users', where: { id: '{{record.id}}' } }),
    )
    expect(calls).toEqual([['delete', 'users', { id: { $in: [1, 3] } }]])
    expect(results).toEqual([{ count: 2 }, { count: 2 }, { count: 2 }])
    expect(database.rows('users').map(({ id }) => id)).toEqual([2])
  })

  it('R31 leaves other filters as they are', async () => {
    await runAll([
      { type: 'database.delete', payload: { table: 'users', where: { logins: { $gt: 6 } } } },
      { type: 'database.delete', payload: { table: 'users', where: { name: null } } },
      { type: 'database.delete', payload: { table: 'users', where: { id: 1 } } },
    ])
    expect(calls.map(([, , where]) => where)).toEqual([{ id: 1 }, { logins: { $gt: 6 } }, { name: null }])
  })
})
