import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TriggerStore } from '@triggerkit/core'
import { fileStore } from '@triggerkit/files'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const scope = { product: 'shop', database: 'orders' }
const definition = {
  tag: 'audit',
  name: 'Audit',
  tables: ['orders'],
  events: ['afterInsert'],
  condition: { field: 'record.total', operator: 'GREATER_THAN', value: 1000 },
  actions: [{ type: 'log.info', message: 'a: {{record.id}}' }],
}

const byHand = `# Who asks: finance.
name: "Audit" # the name
tag: audit

tables: [ orders ]   # only these
events:
  - afterInsert
# Agreed with sales.
condition: { field: record.total, operator: GREATER_THAN, value: 1000 } # for now
actions:
  # Tells.
  - type: log.info
    message: 'a: {{record.id}}'
`

let folder: string
let store: TriggerStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'triggerkit-files-edit-'))
  store = fileStore({ folder })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8')
const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text)

describe('a new file', () => {
  it('has its members in a stable order, whatever the order that they were given in', async () => {
    const reversed = Object.fromEntries(Object.entries(definition).reverse())
    await store.create(scope, 'audit', { zeal: 1, ...reversed, enabled: false } as never)
    expect(await read('audit.yaml')).toBe(
      `tag: audit
name: Audit
enabled: false
tables:
  - orders
events:
  - afterInsert
condition:
  field: record.total
  operator: GREATER_THAN
  value: 1000
actions:
  - type: log.info
    message: "a: {{record.id}}"
zeal: 1
`,
    )
  })

  it('is JSON where that is asked for', async () => {
    const json = fileStore({ folder, format: 'json' })
    await json.create(scope, 'audit', definition)
    expect(await read('audit.json')).toBe(`${JSON.stringify(definition, null, 2)}\n`)
    expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 1, definition })
  })

  it('does not take the name of a file of another tag', async () => {
    await write('audit.yaml', 'tag: other\nname: Other\n')
    await store.create(scope, 'audit', definition)
    expect((await readdir(folder)).filter((name) => name.endsWith('.yaml'))).toEqual(['audit-2.yaml', 'audit.yaml'])
    expect(await store.fetch(scope, 'audit')).toMatchObject({ definition })
  })
})

describe('a file that was written by hand', () => {
  beforeEach(() => write('whatever.yml', byHand))

  it('is changed where it differs, and keeps its comments, its order and its name', async () => {
    const changed = {
      ...definition,
      condition: { ...definition.condition, value: 500 },
      actions: [
        { type: 'log.info', message: 'a: {{record.id}}' },
        { type: 'log.warn', message: 'yes' },
      ],
      priority: 5,
    }
    expect(await store.update(scope, 'audit', changed, { by: 'ann' })).toMatchObject({
      version: 2,
      definition: changed,
    })
    expect(await read('whatever.yml')).toBe(`# Who asks: finance.
name: "Audit" # the name
tag: audit

tables: [ orders ] # only these
events:
  - afterInsert
# Agreed with sales.
condition: { field: record.total, operator: GREATER_THAN, value: 500 } # for now
actions:
  # Tells.
  - type: log.info
    message: 'a: {{record.id}}'
  - type: log.warn
    message: yes
priority: 5
`)
  })

  it('is a version from the moment that it is there, and each change by hand a further one', async () => {
    expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 1, definition })
    await store.update(scope, 'audit', { ...definition, name: 'Second' }, { by: 'ann' })
    await write('whatever.yml', (await read('whatever.yml')).replace('"Second"', '"Third"'))
    expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 3, definition: { name: 'Third' } })
    await expect(store.update(scope, 'audit', definition, { expectedVersion: 2 })).rejects.toMatchObject({ found: 3 })
    await store.update(scope, 'audit', { ...definition, name: 'Fourth' }, { expectedVersion: 3 })
    await rm(join(folder, 'whatever.yml'))
    expect(await store.fetch(scope, 'audit')).toBeUndefined()
    expect(await store.create(scope, 'audit', definition)).toMatchObject({ version: 6 })
    const history = await store.history(scope, 'audit', { limit: 10 })
    expect(history.map(({ version, operation, by, reason }) => [version, operation, by ?? reason])).toEqual([
      [6, 'create', undefined],
      [5, 'delete', 'Changed in the file'],
      [4, 'update', undefined],
      [3, 'update', 'Changed in the file'],
      [2, 'update', 'ann'],
      [1, 'create', 'Changed in the file'],
    ])
  })

  it('is the same one wherever it is moved to', async () => {
    await store.update(scope, 'audit', { ...definition, name: 'Second' })
    await mkdir(join(folder, 'sales'))
    await rename(join(folder, 'whatever.yml'), join(folder, 'sales/audit.yaml'))
    expect(await store.update(scope, 'audit', definition)).toMatchObject({ version: 3 })
    expect(await read('sales/audit.yaml')).toContain('# Agreed with sales.')
  })

  it('keeps comments where anchors were, and none of them where one place changes', async () => {
    await write('whatever.yml', 'tag: audit\na: &x [1, 2] # both\nb: *x\n')
    await store.update(scope, 'audit', { tag: 'audit', a: [1, 2], b: [1, 3] })
    expect(await store.fetch(scope, 'audit')).toMatchObject({ definition: { a: [1, 2], b: [1, 3] } })
    expect(await read('whatever.yml')).toContain('# both')
  })
})

describe('a JSON file', () => {
  it('keeps the order of its members', async () => {
    await write('x.json', '{"name":"Audit","tag":"audit","b":1}')
    await store.update(scope, 'audit', { tag: 'audit', name: 'Audit', a: 1, b: 2 })
    expect(JSON.stringify(JSON.parse(await read('x.json')))).toBe('{"name":"Audit","tag":"audit","b":2,"a":1}')
  })
})
