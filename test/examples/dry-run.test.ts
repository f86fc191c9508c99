import { readFileSync } from 'node:fs'
import { createTriggers, explain, Trigger } from '@triggerkit/core'
import { defineTable, MemoryDatabase, recordingProviders } from '@triggerkit/core/testing'
import { expect, it } from 'vitest'

const triggers = createTriggers({ providers: { mails: recordingProviders().providers.email! } })
const orders = defineTable('orders', { id: 'integer', status: 'string', total: 'decimal', mail: 'string' })
const audit = defineTable('audit', { id: 'integer', order: 'integer', text: 'string' })
const database = new MemoryDatabase({ tables: [orders, audit] }).connect(triggers)

triggers.register('orders', {
  name: 'notify-shipping',
  events: ['afterUpdate'],
  condition: Trigger.when.and(
    Trigger.when.field('record.status').changedTo('shipped'),
    Trigger.when.not(Trigger.when.field('record.mail').isNull()),
  ),
  actions: [
    Trigger.database.insert('audit', {
      order: '{{record.id}}',
      text: '{{previousRecord.status}} to {{record.status}}',
    }),
    { ...Trigger.action.execute('parcels', 'label', { order: '{{record.id}}' }), name: 'label', continueOnError: true },
    {
      type: 'notification.email',
      notification: 'mails:shipped',
      recipients: ['{{record.mail}}'],
      subject: 'Order {{record.id}}: parcel {{actions.label.result.number}}',
    },
  ],
})
triggers.register('orders', {
  name: 'large-order',
  events: ['afterWrite'],
  condition: Trigger.when.field('record.total').greaterThan(1000),
  actions: [Trigger.log.warn('order {{record.id}} is large')],
})

async function shipping(): Promise<string> {
  const report = await triggers.dryRun('afterUpdate', {
    table: 'orders',
    key: { id: 7 },
    changes: { status: 'shipped' },
  })
  return explain(report)
}

it('the page on dry runs shows this code and what it prints', async () => {
  await database.create('orders', { id: 7, status: 'packed', total: 250, mail: 'ann@example.com' })
  const page = readFileSync(new URL('../../docs/dry-run.md', import.meta.url), 'utf8')
  const printed = /^```\n(afterUpdate.*?)^```$/ms.exec(page)?.[1]
  expect(printed).toBe(`${await shipping()}\n`)
  const here = readFileSync(new URL(import.meta.url), 'utf8').replaceAll(/\s+/g, ' ')
  const shown = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!.replaceAll(/\s+/g, ' ').trim())
  expect(shown.length).toBeGreaterThan(1)
  for (const code of shown) expect(here).toContain(code)
})
