import { expect, it } from 'vitest'
import type { Capabilities } from '../adapter/capabilities.ts'
import { when } from '../condition/when.ts'
import type { EngineOptions } from '../engine/engine-options.ts'
import { createTriggers } from '../engine/triggers.ts'
import { memoryOutbox } from '../queue/memory-outbox.ts'
import type { OutboxDriver } from '../queue/outbox.ts'
import type { TableSchema } from '../schema/schema.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import type { TriggerDefinition } from '../trigger/trigger-definition.ts'
import type { CheckFinding } from './check-finding.ts'

const orders = defineTable('orders', { id: 'integer', status: 'string', total: 'decimal', paid: 'boolean', at: 'date' })
const audit = defineTable('audit', { id: 'integer', text: 'string' })

interface Setup {
  options?: EngineOptions
  capabilities?: Partial<Capabilities>
  tables?: readonly TableSchema[]
}

/** What `check()` says of these triggers: with tables of their own, else all on `orders` after an update. */
function check(definitions: Partial<TriggerDefinition>[], setup: Setup = {}): CheckFinding[] {
  const triggers = createTriggers(setup.options)
  new MemoryDatabase({ tables: setup.tables ?? [orders, audit], capabilities: setup.capabilities }).connect(triggers)
  for (const definition of definitions) {
    const [table = 'orders'] = definition.tables ?? []
    const log = { type: 'log.info', message: 'x' }
    triggers.register(table, { name: 'rule', events: ['afterUpdate'], actions: [log], ...definition })
  }
  return triggers.check()
}

function codes(findings: CheckFinding[], code: CheckFinding['code']): CheckFinding[] {
  return findings.filter((finding) => finding.code === code)
}

it('puts errors first, then warnings, and says the same again', () => {
  const definitions = [
    { name: 'a', actions: [] },
    { name: 'b', actions: [{ type: 'cache.delete', cache: 'c', key: 'k' }] },
    { name: 'c', enabled: false },
  ]
  const ranks = check(definitions).map(({ severity }) => ['error', 'warning', 'info'].indexOf(severity))
  expect(new Set(ranks)).toEqual(new Set([0, 1, 2]))
  expect(ranks).toEqual([...ranks].sort())
  expect(check(definitions)).toEqual(check(definitions))
})

it('escapes control characters of every name', () => {
  const forged = 'x\n\u001b[31m'
  const action = { type: 'cache.delete', cache: forged, key: 'k', name: 'step' }
  const findings = check([
    {
      name: 'a',
      actions: [action],
      condition: when.and(when.field('status').equals(forged), when.field('status').equals('b')),
    },
  ])
  expect(codes(findings, 'NEVER_FIRES')).toHaveLength(1)
  for (const { message } of findings) expect(message).not.toMatch(/\p{Cc}/u)
})

it('R23 tells of literals that no value of the column can be compared with, and where they stand', () => {
  const condition = when.and(
    when.field('total').greaterThan('a lot'),
    when.not(when.field('paid').equals('maybe')),
    when.field('at').lessThan('yesterday'),
    when.field('status').in([true]),
    when.field('total').startsWith('1'),
    when.field('paid').greaterThan(1),
  )
  const found = codes(check([{ condition }]), 'KIND_MISMATCH')
  expect(found.map(({ path }) => path)).toEqual([
    'condition.and[0].value',
    'condition.and[1].not.value',
    'condition.and[2].value',
    'condition.and[3].value',
    'condition.and[4].value',
    'condition.and[5].value',
  ])
  expect(found[0]).toMatchObject({ severity: 'warning', trigger: 'rule', table: 'orders' })
  expect(found[0]!.message).toBe(
    'Trigger "rule": record.total is a column of kind decimal of orders, which GREATER_THAN cannot compare with "a lot": ' +
      'the comparison is never true. Nothing is converted across types; give a value of that kind.',
  )
})

it('R23 takes every form in which a value of the column may be written', () => {
  const condition = when.and(
    when.field('total').greaterThan('10.50'),
    when.field('paid').equals(1),
    when.field('at').lessThan('2024-05-01'),
    when.field('status').equals(5),
    when.field('total').equals(null as never),
    when.field('total').equals('{{previousRecord.total}}'),
  )
  expect(codes(check([{ condition }]), 'KIND_MISMATCH')).toEqual([])
})

it('tells of triggers that can never fire, and why', () => {
  const status = when.field('record.status')
  const found = codes(
    check(
      [
        { name: 'off', enabled: false },
        { name: 'elsewhere', envs: ['dev', 'snd'] },
        { name: 'both', condition: when.and(status.equals('a'), status.equals('b')) },
        { name: 'origin', events: ['afterInsert'], condition: status.changedFrom('a') },
        { name: 'fires', envs: ['prd'], condition: when.or(status.changedFrom('a'), status.equals('b')) },
      ],
      { options: { env: 'prd' } },
    ),
    'NEVER_FIRES',
  )
  expect(found.map(({ severity, trigger, path }) => [severity, trigger, path])).toEqual([
    ['warning', 'both', 'condition'],
    ['warning', 'origin', 'condition'],
    ['info', 'off', 'enabled'],
    ['info', 'elsewhere', 'envs'],
  ])
  expect(found[0]!.message).toBe(
    'Trigger "both" never fires: its condition cannot hold, as record.status EQUALS "a" and record.status EQUALS "b" exclude each other. ' +
      'Mend it, or take the trigger out.',
  )
  const untold = codes(check([{ envs: ['prd'] }]), 'NEVER_FIRES')
  expect(untold).toMatchObject([{ severity: 'warning', message: expect.stringContaining('createTriggers({ env })') }])
})

it('finds nothing missing for what does not fire here', () => {
  const missing = [
    { type: 'cache.delete', cache: 'c', key: 'k' },
    { type: 'http.post', url: 'https://a.example', headers: { key: '{{secret.key}}' } },
  ]
  const found = check(
    [
      { name: 'fires', actions: missing },
      { name: 'off', enabled: false, actions: missing },
      { name: 'elsewhere', envs: ['prd'], actions: missing },
    ],
    { options: { env: 'dev' } },
  )
  expect(found.flatMap(({ severity, code, trigger }) => (severity === 'error' ? [[code, trigger]] : []))).toEqual([
    ['PROVIDER_MISSING', 'fires'],
    ['SECRET_UNKNOWN', 'fires'],
  ])
})

it('says once what several connections have in common, and of each only what concerns its tables', () => {
  const memory = memoryOutbox()
  const outbox: OutboxDriver = {
    ...memory,
    connect: (port) => Object.assign(memory.connect(port), { transactional: port.capabilities.transactions }),
  }
  const triggers = createTriggers({ outbox })
  new MemoryDatabase({ tables: [orders], capabilities: { transactions: false } }).connect(triggers)
  new MemoryDatabase({ tables: [audit] }).connect(triggers)
  const told = (code: string) => triggers.check().filter((finding) => finding.code === code)
  const later = { type: 'log.info', message: 'x', timing: 'queued' } as const
  triggers.register('audit', { name: 'later', events: ['afterInsert'], actions: [later] })
  expect(told('UNSEEN_WRITES')).toHaveLength(1)
  const ofAudit = told('OUTBOX_AFTER_COMMIT').length
  triggers.register('orders', { name: 'later', events: ['afterInsert'], actions: [later] })
  expect([ofAudit, told('OUTBOX_AFTER_COMMIT').length]).toEqual([0, 1])
})

it('tells of what asks nothing at the events of its trigger', () => {
  const found = codes(
    check([
      { name: 'becomes', events: ['afterInsert'], fire: 'becomes-true', condition: when.field('status').equals('a') },
      { name: 'changed', events: ['beforeInsert'], condition: when.field('status').changedTo('a') },
      { name: 'fine', events: ['afterInsert', 'afterUpdate'], condition: when.field('status').changed() },
    ]),
    'NO_EFFECT',
  )
  expect(found.map(({ trigger, path }) => [trigger, path])).toEqual([
    ['becomes', 'fire'],
    ['changed', 'condition.operator'],
  ])
  expect(found[1]!.message).toContain('use EQUALS')
})

it('R27 warns of what the world sees before the commit', () => {
  const unsafe = { type: 'http.post', url: 'https://a.example', unsafeBeforeCommit: true }
  const found = codes(
    check([
      { name: 'before', events: ['beforeInsert'], actions: [unsafe, { type: 'log.info', message: 'x' }] },
      { name: 'inside', actions: [{ ...unsafe, phase: 'transaction', name: 'post' }] },
      { name: 'after', actions: [unsafe] },
      { name: 'reading', events: ['beforeInsert'], actions: [{ type: 'http.get', url: 'https://a.example' }] },
    ]),
    'BEFORE_EXTERNAL',
  )
  expect(found.map(({ severity, trigger, action, path }) => [severity, trigger, action, path])).toEqual([
    ['warning', 'before', 'http.post#1', 'actions[0]'],
    ['warning', 'inside', 'post', 'actions[0]'],
  ])
})

it('R10 says what is lost where the database has no savepoints or locks', () => {
  const lost = (capabilities: Partial<Capabilities>): string[] =>
    check([], { capabilities }).flatMap(({ code }) => (code.startsWith('NO_') ? [code] : []))
  expect(lost({})).toEqual([])
  expect(lost({ savepoints: false, singleConnection: false })).toEqual(['NO_SAVEPOINTS', 'NO_LOCKS'])
  expect(lost({ savepoints: false, transactions: false })).toEqual(['NO_TRANSACTIONS'])
  expect(lost({ locks: true, singleConnection: false })).toEqual([])
})

it('notes what each table and operation costs, and who asks for it', () => {
  const record = { type: 'database.insert', table: 'audit', data: { text: '{{record.status}}' }, name: 'record' }
  const definitions = [
    { name: 'left', condition: when.field('previousRecord.status').equals('new'), actions: [record] },
    { name: 'gone', events: ['afterDelete' as const] },
  ]
  const found = codes(check(definitions), 'COST')
  expect(found.map(({ severity, table, trigger }) => [severity, table, trigger])).toEqual([['info', 'orders', 'left']])
  expect(found[0]!.message).toBe(
    'Every update on orders needs the previous row (trigger "left": condition reads previousRecord.status), ' +
      'and the row as it was written (trigger "left": action "record" reads record.status), and a transaction (trigger "left").',
  )
  expect(codes(check([{ events: ['afterInsert'] }]), 'COST')).toEqual([])
  expect(codes(check([{}]), 'COST')[0]!.message).toContain('the previous row (to tell what changed)')
})
