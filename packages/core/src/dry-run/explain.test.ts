import { describe, expect, it } from 'vitest'
import { createTriggers } from '../engine/triggers.ts'
import { Trigger } from '../trigger/trigger.ts'
import { explain } from './explain.ts'

describe('explain', () => {
  it('prints each trigger with its condition, its actions and why it is skipped', async () => {
    const triggers = createTriggers({ sensitive: ['card'] })
    const status = Trigger.when.field('record.status')
    triggers.register('orders', {
      name: 'ships',
      events: ['afterUpdate'],
      fire: 'becomes-true',
      condition: Trigger.when.or(
        status.equals('shipped'),
        Trigger.when.field('record.total').greaterThan('{{record.limit}}'),
      ),
      actions: [{ ...Trigger.log.info('order {{record.id}} {{record.nope}}'), name: 'note', timing: 'async' }],
    })
    triggers.register('orders', {
      name: 'off',
      events: ['afterUpdate'],
      enabled: false,
      condition: Trigger.when.field('record.card').changed(),
      actions: [],
    })
    triggers.register('orders', {
      name: 'copies',
      events: ['afterUpdate'],
      condition: Trigger.when.not(status.changedFrom('old')),
      actions: [{ type: 'fallback.run', actions: [Trigger.log.warn('a'), Trigger.custom(() => 1)] }],
    })
    const report = await triggers.dryRun('afterUpdate', {
      table: 'orders',
      previousRecord: { id: 7, status: 'new', total: '5', card: '4111' },
      record: { id: 7, status: 'shipped', total: '5', limit: 9, card: '4112' },
    })
    expect(explain(report).split('\n')).toEqual([
      'afterUpdate on orders',
      '├─ ✓ ships (code)',
      '│  ├─ condition: true',
      '│  │  └─ ✓ becomes true',
      '│  │     ├─ now: true',
      '│  │     │  └─ ✓ any of',
      '│  │     │     ├─ ✓ record.status equals "shipped"                    found "shipped"',
      '│  │     │     └─ ✗ record.total greater than 9 ("{{record.limit}}")  found "5" (not comparable)',
      '│  │     └─ before: false',
      '│  │        └─ ✗ any of',
      '│  │           ├─ ✗ record.status equals "shipped"                       found "new"',
      '│  │           └─ ✗ record.total greater than null ("{{record.limit}}")  found "5" (not comparable)',
      '│  └─ ▸ note log.info (async, commit)',
      '│     ├─ message: "order 7 "',
      '│     └─ no value for {{record.nope}}',
      '├─ ✗ off (code): skipped, it is disabled',
      '│  └─ condition: false',
      '│     └─ ✗ record.card changed  found a hidden value',
      '└─ ✓ copies (code)',
      '   ├─ condition: true',
      '   │  └─ ✓ not',
      '   │     └─ ✗ record.status changed from "old"  found "shipped", before "new"',
      '   └─ ▸ fallback.run#1 (sync, commit)',
      '      ├─ ▸ log.warn#1.1 (sync, commit)',
      '      │  └─ message: "a"',
      '      └─ ▸ custom#1.2 (sync, commit)',
      '         └─ not run: its function',
    ])
  })

  it('R47 escapes what would forge a line or a colour, and shortens what is long', async () => {
    const triggers = createTriggers()
    const evil = 'a\n├─ ✓ forged\u001b[31m\u202e'
    triggers.register('orders', {
      name: 'evil',
      events: ['beforeInsert'],
      condition: Trigger.when.field('record.text').notEquals(evil),
      actions: [Trigger.record.set({ text: '{{record.text}}' }), Trigger.record.reject('{{record.text}}')],
    })
    const text = `${evil}${'x'.repeat(100_000)}`
    const printed = explain(await triggers.dryRun('beforeInsert', { table: 'orders', record: { [evil]: 1, text } }))
    const lines = printed.split('\n')
    expect(lines).toHaveLength(9)
    for (const character of ['\u001b', '\u202e']) expect(printed).not.toContain(character)
    for (const line of lines) expect(line.length).toBeLessThan(1_100)
    expect(lines.at(-1)).toMatch(/^└─ ✗ the write would be blocked: a\\n/)
  })

  it('says where nobody listens, and where the row would be dropped', async () => {
    const triggers = createTriggers()
    const context = { table: 'orders', record: { id: 1 } }
    expect(explain(await triggers.dryRun('beforeInsert', context))).toBe(
      'beforeInsert on orders\n└─ no trigger listens to it',
    )
    triggers.register('orders', { name: 'drops', events: ['beforeInsert'], actions: [Trigger.record.skip()] })
    expect(explain(await triggers.dryRun('beforeInsert', context))).toContain(
      '\n└─ ✗ the row would be dropped from the write',
    )
  })
})
