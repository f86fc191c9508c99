import { connectTriggers } from '@triggerkit/core'
import { expect } from 'vitest'
import type { Walk } from '../fixture/walk.ts'
import type { Expectation } from './expectation.ts'

const definition = {
  tag: 'my-trigger',
  name: 'My Trigger',
  events: ['afterInsert'],
  tables: ['users'],
  actions: [{ type: 'log.create', config: { message: 'User created' } }],
}

/** The reference's operations on stored triggers: one story, in a store that the Quick Start has left a trigger in. */
export const operationExpectations: Record<string, Expectation> = {
  'triggers.create(data)': {
    async after(walk) {
      const colleague = await connectTriggers({ env: 'dev', product: 'my-product', database: 'my-db' })
      expect(await colleague.triggers.fetch('my-trigger')).toMatchObject({ ...definition, version: 1 })
      expect(await linesOfInsert(walk)).toEqual([])
      await expect(walk.db.triggers.create(definition as never)).rejects.toMatchObject({ code: 'TRIGGER_EXISTS' })
    },
  },
  'triggers.update(data)': {
    async after({ db }) {
      expect(await db.triggers.fetch('my-trigger')).toMatchObject({ ...definition, enabled: false, version: 2 })
    },
  },
  'triggers.fetch(triggerTag)': {
    after({ declared }) {
      expect(declared.trigger).toMatchObject({ ...definition, enabled: false, version: 2 })
    },
  },
  'triggers.fetchAll()': {
    after({ declared }) {
      expect(declared.triggers).toMatchObject([{ tag: 'my-trigger' }, { tag: 'send-welcome-email' }])
    },
  },
  'triggers.delete(triggerTag)': {
    async after({ db }) {
      expect(await db.triggers.fetch('my-trigger')).toBeUndefined()
      expect(await db.triggers.fetchAll()).toMatchObject([{ tag: 'send-welcome-email' }])
    },
  },
  'triggers.load()': {
    async before({ db }) {
      await db.triggers.create(definition as never)
    },
    async after(walk) {
      expect(await linesOfInsert(walk)).toEqual([{ level: 'info', message: 'User created', data: undefined }])
      expect(walk.records.emails).toMatchObject([{ to: [{ address: 'ann@example.com' }], message: 'welcome-message' }])
      await walk.db.triggers.update({ tag: 'my-trigger', enabled: false })
      expect(await linesOfInsert(walk)).toHaveLength(1)
      await walk.db.triggers.load()
      expect(await linesOfInsert(walk)).toEqual([])
    },
  },
}

async function linesOfInsert({ database, records }: Walk): Promise<unknown[]> {
  records.lines.length = 0
  await database.create('users', { name: 'Ann', email: 'ann@example.com' })
  return [...records.lines]
}
