import { expect, test } from 'vitest'
import { custom, gate, type RuleBench } from './rule-bench.ts'

/** What a definition says about when and how often it fires. */
export function definitionConformance<Client>(bench: RuleBench<Client>): void {
  firingRules(bench)
  forEachRules(bench)
  contextRules(bench)
}

function firingRules<Client>(bench: RuleBench<Client>): void {
  test('a condition that fails: no action; one that holds: one', async () => {
    const { session } = bench
    const told: unknown[] = []
    bench.register('Item', {
      name: 'well stocked',
      events: ['afterInsert'],
      condition: { field: 'record.stock', operator: 'GREATER_THAN', value: 10 },
      actions: [custom(({ record }) => void told.push(record.label))],
    })
    await session.write.insert(session.client, 'Item', [
      { label: 'few', stock: 3 },
      { label: 'many', stock: 30 },
    ])
    expect(told).toEqual(['many'])
  })

  test('priority, then order of registration', async () => {
    const { session } = bench
    const told: string[] = []
    for (const [name, priority] of [
      ['late', 200],
      ['first', 1],
      ['a', undefined],
      ['b', undefined],
    ] as const) {
      bench.register('Item', {
        name,
        ...(priority && { priority }),
        events: ['beforeInsert'],
        actions: [custom(() => void told.push(name))],
      })
    }
    await bench.insertItem(session.client, 'x')
    expect(told).toEqual(['first', 'a', 'b', 'late'])
  })

  test('a later before-trigger sees what an earlier one set', async () => {
    const { session } = bench
    bench.register('Item', {
      name: 'one',
      events: ['beforeInsert'],
      actions: [{ type: 'record.set', fields: { note: '{{record.label}}!' } }],
    })
    bench.register('Item', {
      name: 'two',
      events: ['beforeInsert'],
      condition: { field: 'record.note', operator: 'EQUALS', value: 'x!' },
      actions: [custom((context) => context.set({ note: `${String(context.record.note)}!` }))],
    })
    await bench.insertItem(session.client, 'x')
    expect((await session.read('Item'))[0]?.note).toBe('x!!')
  })

  test('enabled: false and envs of elsewhere do not fire', async () => {
    const { session } = bench
    const told: string[] = []
    const actions = (name: string) => [custom(() => void told.push(name))]
    bench.register('Item', { name: 'off', enabled: false, events: ['afterInsert'], actions: actions('off') })
    bench.register('Item', { name: 'elsewhere', envs: ['prd'], events: ['afterInsert'], actions: actions('elsewhere') })
    bench.register('Item', { name: 'here', envs: ['prd', 'test'], events: ['afterInsert'], actions: actions('here') })
    await bench.insertItem(session.client, 'x')
    expect(told).toEqual(['here'])
  })

  test('R25 AFTER_WRITE and AFTER_INSERT of one trigger fire once, as the concrete event', async () => {
    const { session } = bench
    const told: string[] = []
    bench.register('Item', {
      name: 'both',
      events: ['afterWrite', 'afterInsert'],
      actions: [custom(({ event }) => void told.push(event))],
    })
    await bench.insertItem(session.client, 'x')
    expect(told).toEqual(['afterInsert'])
  })

  test('R25 input is what the caller gave, of an insert and of an update by criteria', async () => {
    const { session } = bench
    const told: unknown[] = []
    bench.register('Item', {
      name: 'given',
      events: ['beforeWrite', 'afterWrite'],
      actions: [custom(({ event, input }) => void told.push([event, input?.label, input?.stock]))],
    })
    await session.write.insert(session.client, 'Item', [{ label: 'a', stock: 1 }])
    await session.write.update(session.client, 'Item', { label: 'a' }, { stock: 7 })
    expect(told).toEqual([
      ['beforeInsert', 'a', 1],
      ['afterInsert', 'a', 1],
      ['beforeUpdate', undefined, 7],
      ['afterUpdate', undefined, 7],
    ])
  })

  test('R37 registering a name again replaces it; unregister takes it off', async () => {
    const { session } = bench
    const told: string[] = []
    for (const version of ['old', 'new']) {
      bench.register('Item', {
        name: 'same',
        events: ['afterInsert'],
        actions: [custom(() => void told.push(version))],
      })
    }
    await bench.insertItem(session.client, 'x')
    session.engine.unregister('Item', 'same')
    await bench.insertItem(session.client, 'y')
    expect(told).toEqual(['new'])
  })

  test('R38 a Write in flight keeps the Plan that it began with', async () => {
    const { session } = bench
    const started = gate()
    const swapped = gate()
    const told: string[] = []
    const version = (name: string): void =>
      bench.register('Item', {
        name: 'swapped',
        events: ['beforeInsert', 'afterInsert'],
        actions: [
          {
            type: 'custom',
            run: async (context: { event: string }) => {
              told.push(`${name} ${context.event}`)
              if (name !== 'old' || context.event !== 'beforeInsert') return
              started.open()
              await swapped.passed
            },
          },
        ],
      })
    version('old')
    const write = bench.insertItem(session.client, 'a')
    await started.passed
    version('new')
    swapped.open()
    await write
    expect(told).toEqual(['old beforeInsert', 'old afterInsert'])
    await bench.insertItem(session.client, 'b')
    expect(told.slice(2)).toEqual(['new beforeInsert', 'new afterInsert'])
  })

  test("R21 ['*'] is every table", async () => {
    const { session } = bench
    const told: string[] = []
    bench.register('*', {
      name: 'all',
      events: ['afterInsert'],
      actions: [custom(({ table }) => void told.push(table))],
    })
    await bench.insertItem(session.client, 'x')
    await session.write.insert(session.client, 'Marker', [{ label: 'm' }])
    expect(told).toEqual(['Item', 'Marker'])
  })
}

function forEachRules<Client>(bench: RuleBench<Client>): void {
  test("R32 forEach: 'write' is one action per Write, with all its rows", async () => {
    const { session } = bench
    const told: unknown[] = []
    for (const phase of ['transaction', 'commit'] as const) {
      bench.register('Item', {
        name: `write ${phase}`,
        forEach: 'write',
        events: ['afterWrite'],
        actions: [
          {
            ...custom(({ event, records, previousRecords, count }) =>
              told.push([phase, event, count, labelsOf(records), labelsOf(previousRecords)]),
            ),
            phase,
          },
        ],
      })
    }
    await session.write.insert(session.client, 'Item', [{ label: 'a' }, { label: 'b' }])
    expect(told.map((entry) => (entry as unknown[]).slice(0, 4))).toEqual([
      ['transaction', 'afterInsert', 2, ['a', 'b']],
      ['commit', 'afterInsert', 2, ['a', 'b']],
    ])
    told.length = 0
    await session.write.update(session.client, 'Item', { label: 'a' }, { stock: 5 })
    expect(told).toEqual([
      ['transaction', 'afterUpdate', 1, ['a'], ['a']],
      ['commit', 'afterUpdate', 1, ['a'], ['a']],
    ])
  })
}

function labelsOf(rows: unknown): unknown[] | undefined {
  return (rows as { label: unknown }[] | undefined)?.map((row) => row.label)
}

function contextRules<Client>(bench: RuleBench<Client>): void {
  test('R36 without(): the only way round, by tag or for all', async () => {
    const { session } = bench
    const told: string[] = []
    for (const name of ['one', 'two']) {
      bench.register('Item', {
        name,
        tag: name,
        events: ['afterInsert'],
        actions: [custom(({ record }) => void told.push(`${name} ${String(record.label)}`))],
      })
    }
    await session.engine.without({ tags: ['one'], reason: 'a test' }, () => bench.insertItem(session.client, 'a'))
    await session.engine.without({ reason: 'a test' }, () => bench.insertItem(session.client, 'b'))
    await bench.insertItem(session.client, 'c')
    expect(told.sort()).toEqual(['one c', 'two a', 'two c'])
  })

  test('withContext gives conditions, templates and functions their user', async () => {
    const { session } = bench
    const told: unknown[] = []
    bench.register('Item', {
      name: 'user',
      events: ['afterInsert'],
      condition: { field: 'user.role', operator: 'EQUALS', value: 'admin' },
      actions: [
        { type: 'database.insert', table: 'Audit', data: { source: '{{user.id}}', operation: '{{env}} {{database}}' } },
        {
          ...custom(({ user, timestamp }) =>
            told.push([(user as { id: string }).id, new Date(timestamp as string).toISOString() === timestamp]),
          ),
          phase: 'commit',
        },
      ],
    })
    await session.engine.withContext({ user: { id: 'u1', role: 'admin' } }, () => bench.insertItem(session.client, 'a'))
    await session.engine.withContext({ user: { id: 'u2', role: 'guest' } }, () => bench.insertItem(session.client, 'b'))
    await bench.insertItem(session.client, 'c')
    expect((await session.read('Audit')).map((row) => [row.source, row.operation])).toEqual([['u1', 'test orders-db']])
    expect(told).toEqual([['u1', true]])
  })

  test('async after-actions are not awaited, and drain() waits for them', async () => {
    const { session } = bench
    const told: string[] = []
    const slow = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      told.push('done')
    }
    bench.register('Item', { name: 'slow', events: ['afterInsert'], actions: [{ ...custom(slow), timing: 'async' }] })
    await bench.insertItem(session.client, 'a')
    expect(told).toEqual([])
    await session.engine.drain()
    expect(told).toEqual(['done'])
  })
}
