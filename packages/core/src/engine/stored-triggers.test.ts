import { describe, expect, it, vi } from 'vitest'
import { StoreConflictError } from '../errors/store-conflict-error.ts'
import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import { TriggerExistsError } from '../errors/trigger-exists-error.ts'
import { TriggerNotFoundError } from '../errors/trigger-not-found-error.ts'
import { memoryStore } from '../store/memory-store.ts'
import type { NewDefinition } from '../store/stored-definition.ts'
import type { TriggerStore } from '../store/trigger-store.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { EngineOptions } from './engine-options.ts'
import { createTriggers, type Triggers } from './triggers.ts'

const scope = { product: 'shop', database: 'orders-db' }
const tables = [
  defineTable('orders', { id: 'integer', status: 'string' }),
  defineTable('audit', { id: 'integer', text: 'string' }),
]
const definition: NewDefinition = {
  tag: 'audit',
  name: 'Audit',
  tables: ['orders'],
  events: ['afterInsert'],
  actions: [{ type: 'database.insert', config: { table: 'audit', data: { text: 'stored {{record.id}}' } } }],
}

function engine(store: TriggerStore = memoryStore(), options: EngineOptions = {}): Triggers {
  return createTriggers({ store, ...scope, ...options })
}

function problemsOf(error: unknown): string[] {
  if (!TriggerDefinitionError.isInstance(error)) throw error
  return error.problems.map(({ path, message }) => `${path}: ${message}`)
}

const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => error,
  )

describe('create, update, fetch, fetchAll and delete', () => {
  it('keep a definition as it was given, with its version and times', async () => {
    const triggers = engine()
    const created = await triggers.create(definition)
    expect(created).toEqual({ ...definition, version: 1, createdAt: created.updatedAt, updatedAt: created.createdAt })
    expect(await triggers.fetch('audit')).toEqual(created)
    const updated = await triggers.update({ tag: 'audit', enabled: false, priority: 5 })
    expect(updated).toMatchObject({ ...definition, enabled: false, priority: 5, version: 2 })
    await triggers.create({ ...definition, tag: 'Aaa' })
    expect((await triggers.fetchAll()).map(({ tag, version }) => [tag, version])).toEqual([
      ['Aaa', 1],
      ['audit', 2],
    ])
    expect(await triggers.delete('audit')).toBe(true)
    expect(await triggers.delete('audit')).toBe(false)
    expect(await triggers.fetch('audit')).toBeUndefined()
  })

  it('checkDefinition tells what create would, and stores nothing', async () => {
    const triggers = engine()
    new MemoryDatabase({ tables }).connect(triggers)
    triggers.checkDefinition(definition)
    const wrong = { ...definition, tables: ['nowhere'], colour: 'red' } as unknown as NewDefinition
    const created = await caught(triggers.create(wrong))
    let checked: unknown
    try {
      triggers.checkDefinition(wrong)
    } catch (error) {
      checked = error
    }
    expect(problemsOf(checked)).toEqual(problemsOf(created))
    expect(await triggers.fetchAll()).toEqual([])
  })

  it('registered lists what is active, from code and from the store', async () => {
    const triggers = engine()
    triggers.register('orders', { name: 'of code', events: ['afterInsert'], actions: definition.actions })
    await triggers.create({ ...definition, enabled: false })
    expect(triggers.registered().map(({ name }) => name)).toEqual(['of code'])
    await triggers.load()
    expect(triggers.registered().map(({ name, origin, version }) => [name, origin, version])).toEqual([
      ['of code', 'code', undefined],
      ['Audit', 'stored', 1],
    ])
  })

  it('take the name as the tag where there is none, and a fetched definition as a new one', async () => {
    const triggers = engine()
    const created = await triggers.create({ ...definition, tag: undefined })
    expect(created.tag).toBe('Audit')
    expect(await engine().create(created)).toMatchObject({ tag: 'Audit', version: 1 })
  })

  it('refuse to create a tag twice, and to update one that is not there', async () => {
    const triggers = engine()
    await triggers.create(definition)
    expect(TriggerExistsError.isInstance(await caught(triggers.create(definition)))).toBe(true)
    const missing = await caught(triggers.update({ tag: 'adit', enabled: false }))
    expect(TriggerNotFoundError.isInstance(missing)).toBe(true)
    expect((missing as Error).message).toMatch(/Did you mean "audit"\?$/)
  })

  it('update what is fetched, or are a conflict that names both versions', async () => {
    const triggers = engine()
    const fetched = await triggers.create(definition)
    await triggers.update({ ...fetched, description: 'first' })
    const conflict = await caught(triggers.update({ ...fetched, description: 'second' }))
    expect(StoreConflictError.isInstance(conflict)).toBe(true)
    expect(conflict).toMatchObject({ expected: 1, found: 2 })
    expect(await triggers.fetch('audit')).toMatchObject({ description: 'first', version: 2 })
  })

  it('lose no member to simultaneous updates that name no version', async () => {
    const triggers = engine()
    await triggers.create(definition)
    const changes = [{ enabled: false }, { priority: 7 }, { description: 'x' }, { forEach: 'write' as const }]
    await Promise.all(changes.map((change) => triggers.update({ tag: 'audit', ...change })))
    expect(await triggers.fetch('audit')).toMatchObject({ version: 5, ...Object.assign({}, ...changes) })
  })

  it('take a member away with null, and leave alone what is undefined', async () => {
    const triggers = engine()
    await triggers.create({ ...definition, description: 'x', envs: ['prd'] })
    const updated = await triggers.update({ tag: 'audit', description: null, envs: undefined })
    expect(updated).not.toHaveProperty('description')
    expect(updated).toMatchObject({ envs: ['prd'] })
    expect(problemsOf(await caught(triggers.update({ tag: 'audit', name: null })))).toEqual([
      'name: expected a non-empty string, found nothing',
    ])
  })

  it('store nothing that is wrong, and tell all of it', async () => {
    const store = memoryStore()
    const triggers = engine(store)
    new MemoryDatabase({ tables }).connect(triggers)
    const wrong = {
      tag: 'wrong',
      events: ['afterInsrt'],
      tables: ['orders'],
      condition: { field: 'record.id', operator: 'EQUALS', value: new Date(0) },
      actions: [
        { type: 'custom', run: () => 1 },
        { type: 'log.info', message: 'x', data: [1n, Number.NaN, undefined, 1] },
      ],
      colour: 'red',
    }
    expect(problemsOf(await caught(triggers.create(wrong as never)))).toEqual([
      'actions[0].run: a stored definition is plain JSON, found function',
      'condition.value: a stored definition is plain JSON, found Date: write "1970-01-01T00:00:00.000Z"',
      'actions[1].data[0]: a stored definition is plain JSON, found bigint: write it as a text or a number, which is compared by the kind of its column',
      'actions[1].data[1]: a stored definition is plain JSON, found number: write it as a text or a number, which is compared by the kind of its column',
      'actions[1].data[2]: expected a value, found nothing',
      'colour: unknown key "colour"; allowed: tag, name, description, tables, events, condition, actions, enabled, priority, envs, forEach, per, …',
      'name: expected a non-empty string, found nothing',
      'events[0]: unknown event "afterInsrt", did you mean "afterInsert"?',
      'actions[0]: custom needs `run` or `function`',
    ])
    expect(problemsOf(await caught(triggers.create({ ...definition, tables: ['ordrs'] })))).toEqual([
      'tables[0]: unknown table "ordrs", did you mean "orders"?',
    ])
    expect(problemsOf(await caught(triggers.create({ ...definition, tag: 'x'.repeat(201) })))).toEqual([
      'tag: found 201 characters, at most 200 are allowed (maxNameLength)',
    ])
    for (const nonsense of [undefined, null, 5, [], 'x'])
      expect(problemsOf(await caught(triggers.create(nonsense as never)))[0]).toMatch(/expected a trigger definition/)
    expect(await store.fetchAll(scope)).toEqual([])
    await triggers.create(definition)
    expect(await caught(triggers.update({ tag: 'audit', events: ['x' as never] }))).toMatchObject({
      code: 'TRIGGER_DEFINITION',
    })
    expect(await triggers.fetch('audit')).toMatchObject({ version: 1, events: ['afterInsert'] })
  })

  it('report wrong arguments', async () => {
    const triggers = engine()
    await expect(triggers.update({ version: 0 } as never)).rejects.toThrow(/data\.tag: .*\n.*data\.version: /)
    await expect(triggers.update(undefined as never)).rejects.toMatchObject({ code: 'ARGUMENTS' })
    await expect(triggers.fetch(5 as never)).rejects.toMatchObject({ code: 'ARGUMENTS' })
    await expect(triggers.delete('' as never)).rejects.toMatchObject({ code: 'ARGUMENTS' })
  })

  it('need a store', async () => {
    const triggers = createTriggers()
    const calls = [
      triggers.create(definition),
      triggers.update({ tag: 'audit' }),
      triggers.fetch('audit'),
      triggers.fetchAll(),
      triggers.delete('audit'),
      triggers.load(),
    ]
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'STORE_MISSING' })
  })

  it('R37 are apart by product and database', async () => {
    const store = memoryStore()
    await engine(store).create(definition)
    expect(await engine(store, { product: 'other' }).fetchAll()).toEqual([])
    expect(await engine(store, { database: 'other' }).fetchAll()).toEqual([])
    expect(await engine(store).fetchAll()).toHaveLength(1)
  })
})

describe('load', () => {
  const texts = (database: MemoryDatabase): unknown[] => database.rows('audit').map(({ text }) => text)
  const names = (triggers: Triggers): string[] =>
    triggers.getTriggersForEvent('orders', 'afterInsert').map(({ name }) => name)

  it('activates what is stored, and nothing before it', async () => {
    const triggers = engine()
    const database = new MemoryDatabase({ tables }).connect(triggers)
    await triggers.create(definition)
    await database.create('orders', { id: 1 })
    const report = await triggers.load()
    expect(report).toMatchObject({ loaded: [{ tag: 'audit', origin: 'stored' }], skipped: [] })
    await database.create('orders', { id: 2 })
    await triggers.update({ tag: 'audit', enabled: false })
    await database.create('orders', { id: 3 })
    await triggers.load()
    await database.create('orders', { id: 4 })
    expect(texts(database)).toEqual(['stored 2', 'stored 3'])
    await triggers.delete('audit')
    expect(await triggers.load()).toEqual({ loaded: [], skipped: [] })
  })

  it('R37 touches the stored set only, and keeps it apart from code of the same name', async () => {
    const triggers = engine()
    const code = { name: 'Audit', events: ['afterInsert' as const], actions: [Trigger.log.info('x')] }
    await triggers.create(definition)
    await triggers.create({ ...definition, tag: 'twin' })
    await triggers.load()
    triggers.register('orders', code)
    expect(triggers.getTriggersForEvent('orders', 'afterInsert').map(({ origin, tag }) => `${origin} ${tag}`)).toEqual([
      'code Audit',
      'stored audit',
      'stored twin',
    ])
    expect(triggers.check().filter((finding) => finding.code === 'SAME_NAME')).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('named "Audit"') },
      { trigger: 'Audit', table: 'orders' },
    ])
    await triggers.delete('twin')
    await triggers.load()
    expect(names(triggers)).toEqual(['Audit', 'Audit'])
    expect(triggers.unregister('orders', 'Audit')).toBe(true)
    expect(names(triggers)).toEqual([])
    await triggers.load()
    expect(triggers.getTriggersForEvent('orders', 'afterInsert')).toMatchObject([{ origin: 'stored' }])
  })

  it('skips what is invalid, never half, and tells of it', async () => {
    const store = memoryStore()
    const onError = vi.fn()
    const triggers = engine(store, { onError })
    new MemoryDatabase({ tables }).connect(triggers)
    await store.create(scope, 'bad', {
      ...definition,
      tag: 'bad',
      name: 'Bad',
      tables: ['audit', 'orders'],
      events: ['afterInsrt', 'afterInsert'],
    })
    await store.create(scope, 'code', { ...definition, tag: 'code', tables: ['ordrs'] })
    await store.create(scope, 'no', 5 as never)
    await triggers.create(definition)
    const { loaded, skipped } = await triggers.load()
    expect(loaded.map(({ tag }) => tag)).toEqual(['audit'])
    expect(skipped.map(({ tag, version }) => [tag, version])).toEqual([
      ['bad', 1],
      ['code', 1],
      ['no', 1],
    ])
    expect(skipped[0]!.error).toMatchObject({ code: 'STORED_TRIGGER_INVALID', cause: { code: 'TRIGGER_DEFINITION' } })
    expect(skipped[0]!.error.message).toMatch(
      /"bad" \(version 1\) was not loaded[\s\S]*afterInsert[\s\S]*triggers\.update/,
    )
    expect(skipped[1]!.error.message).toMatch(/did you mean "orders"/)
    expect(onError.mock.calls.map(([error, context, trigger]) => [error, context, trigger.name])).toEqual([
      [skipped[0]!.error, undefined, 'Bad'],
      [skipped[1]!.error, undefined, 'Audit'],
      [skipped[2]!.error, undefined, 'no'],
    ])
    const console = vi.spyOn(globalThis.console, 'error').mockImplementation(() => undefined)
    await engine(store).load()
    expect(console.mock.calls.flat().map(String).join('\n')).toMatch(/"bad"[\s\S]*"no"/)
    console.mockRestore()
  })

  it('judges anew when a database connects: what does not fit it is skipped, not an obstacle', async () => {
    const store = memoryStore()
    const onError = vi.fn()
    const triggers = engine(store, { onError })
    await triggers.create(definition)
    await triggers.create({ ...definition, tag: 'elsewhere', tables: ['users'] })
    expect((await triggers.load()).loaded).toHaveLength(2)
    new MemoryDatabase({ tables }).connect(triggers)
    expect(names(triggers)).toEqual(['Audit'])
    expect(onError.mock.calls).toMatchObject([[{ code: 'STORED_TRIGGER_INVALID' }, undefined, { tag: 'elsewhere' }]])
    new MemoryDatabase({ tables: [defineTable('users', { id: 'integer' }), ...tables] }).connect(triggers)
    expect(triggers.getTriggersForEvent('users', 'afterInsert')).toHaveLength(1)
    expect(onError).toHaveBeenCalledOnce()
  })

  it('R38 is one step: a Write in flight keeps what it began with, a failing store changes nothing', async () => {
    const store = memoryStore()
    const triggers = engine(store)
    const database = new MemoryDatabase({ tables }).connect(triggers)
    await triggers.create(definition)
    await triggers.load()
    triggers.register('orders', {
      name: 'swap',
      events: ['beforeInsert'],
      actions: [
        Trigger.custom(async () => {
          await triggers.delete('audit')
          await triggers.load()
        }),
      ],
    })
    await database.create('orders', { id: 1 })
    await database.create('orders', { id: 2 })
    expect(texts(database)).toEqual(['stored 1'])
    await triggers.create(definition)
    await triggers.load()
    const failing = vi.spyOn(store, 'fetchAll').mockRejectedValueOnce(new Error('unreachable'))
    await expect(triggers.load()).rejects.toThrow('unreachable')
    failing.mockRestore()
    expect(names(triggers)).toEqual(['Audit'])
  })

  it('decides in the order in which it was called', async () => {
    const store = memoryStore()
    const triggers = engine(store)
    await triggers.create(definition)
    const fetchAll = store.fetchAll.bind(store)
    vi.spyOn(store, 'fetchAll').mockImplementationOnce(async (of) => {
      const found = await fetchAll(of)
      await new Promise((resolve) => setTimeout(resolve, 20))
      return found
    })
    const slow = triggers.load()
    await triggers.delete('audit')
    await Promise.all([slow, triggers.load()])
    expect(names(triggers)).toEqual([])
  })
})
