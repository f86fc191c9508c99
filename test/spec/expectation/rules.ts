import { type ConditionDefinition, Trigger, TriggerEvent } from '@triggerkit/core'
import { expect } from 'vitest'
import type { Walk } from '../fixture/walk.ts'
import type { Expectation } from './expectation.ts'

/** The sections of the specification about conditions, timing, retries, errors and priority. */
export const ruleExpectations: Record<string, Expectation> = {
  'Simple Conditions': {
    async after({ database, records }) {
      await database.create('orders', [
        { id: 1, total: '1000.01' },
        { id: 2, total: 1000 },
        { id: 3, total: 2500 },
        { id: 4, total: null },
      ])
      expect(records.emails.map(({ to, subject, message }) => [to[0]!.address, subject, message])).toEqual([
        ['admin@company.com', 'High Value Order: $1000.01', 'default'],
        ['admin@company.com', 'High Value Order: $2500', 'default'],
      ])
    },
  },

  'Compound Conditions': {
    async after(walk) {
      const { database, records, fragments } = walk
      await database.create('users', [
        { id: 1, email: 'both@example.com', subscription: 'premium', verified: true },
        { id: 2, email: 'one@example.com', subscription: 'premium', verified: false },
        { id: 3, email: 'other@example.com', subscription: 'free', verified: true },
      ])
      expect(records.emails).toMatchObject([{ to: [{ address: 'both@example.com' }], subject: 'Welcome to Premium!' }])
      expect(fragments.map((fragment) => Object.keys(fragment))).toEqual([['condition'], ['condition']])
      const [either, not] = fragments as [Conditioned, Conditioned]
      const people = [
        { id: 11, role: 'admin', status: 'active' },
        { id: 12, role: 'superadmin', status: 'deleted' },
        { id: 13, role: 'guest', status: 'active' },
      ]
      expect(await thoseThatMeet(walk, either.condition, people)).toEqual([11, 12])
      expect(
        await thoseThatMeet(
          walk,
          not.condition,
          people.map((row) => ({ ...row, id: row.id + 10 })),
        ),
      ).toEqual([21, 23])
    },
  },

  'Execution Timing': {
    async after(walk) {
      const [fragment] = walk.fragments
      expect(fragment).toEqual({ type: 'notification.email', timing: 'async' })
      let send!: () => void
      walk.records.mailGate = new Promise((resolve) => (send = resolve))
      const action = { ...fragment, notification: 'emails:hello', recipients: '{{record.email}}' } as never
      walk.db.triggers.register('users', { name: 'async', events: [TriggerEvent.AFTER_INSERT], actions: [action] })
      await walk.database.create('users', { id: 1, email: 'ann@example.com' })
      expect(walk.records.emails).toEqual([])
      send()
      await walk.db.triggers.drain()
      expect(walk.records.emails).toMatchObject([{ to: [{ address: 'ann@example.com' }], message: 'hello' }])
    },
  },

  'Retry Configuration': {
    async after(walk) {
      const { api, clock, errors } = walk
      const [fragment] = walk.fragments
      const attemptsOf = async (id: number, ...failures: string[]): Promise<[number, string][]> => {
        const began = clock.now()
        const before = api.requests.length
        api.failures.push(...failures)
        let isDone = false
        const done = walk.database.create('users', { id }).then(() => (isDone = true))
        while (!isDone) {
          await clock.advance(100)
          await new Promise((resolve) => setTimeout(resolve, 1))
        }
        await done
        return api.requests.slice(before).map(({ at, path }) => [Math.round((at - began) / 1_000), path])
      }
      walk.db.triggers.register('users', { name: 'retry', events: ['afterInsert'], actions: [fragment as never] })
      // Seconds, give or take the jitter.
      expect(await attemptsOf(1, 'ECONNREFUSED', 'ETIMEDOUT')).toEqual([
        [0, 'ECONNREFUSED'],
        [1, 'ETIMEDOUT'],
        [3, '/webhook'],
      ])
      expect(api.requests.at(-1)).toMatchObject({ method: 'POST' })
      expect(errors).toEqual([])
      expect(await attemptsOf(2, 'ECONNREFUSED', 'ECONNREFUSED', 'ECONNREFUSED')).toHaveLength(3)
      expect(errors).toMatchObject([{ trigger: 'retry', error: { code: 'ACTION_FAILED', attempts: 3 } }])
      expect(await attemptsOf(3, 'ECONNRESET')).toEqual([[0, 'ECONNRESET']])
      expect(errors).toHaveLength(2)
    },
  },

  'Continue on Error': {
    async after(walk) {
      const { records, errors, database } = walk
      const failing = { family: 'email' as const, send: () => Promise.reject(new Error('no mail today')) }
      walk.db.triggers.provide({ 'email-service': failing as never })
      await database.create('users', { id: 7, email: 'ann@example.com' })
      expect(records.lines).toMatchObject([{ level: 'info', message: 'User created: 7' }])
      expect(errors).toMatchObject([{ trigger: 'multi-step-trigger', error: { cause: { message: 'no mail today' } } }])
      walk.db.triggers.register('orders', {
        name: 'stops',
        events: ['afterInsert'],
        actions: [Trigger.notification.email('email-service', 'ann@example.com'), Trigger.log.info('never')],
      })
      await database.create('orders', { id: 1 })
      expect(records.lines).toHaveLength(1)
      expect(errors).toHaveLength(2)
    },
  },

  'Global Error Handler': {
    async after({ db, database, records, errors, declared }) {
      expect(declared.processor).toBe(db.triggers.getProcessor())
      const fails = Trigger.custom(() => Promise.reject(new Error('boom')))
      db.triggers.register('users', { name: 'breaks', events: ['afterInsert'], actions: [fails] })
      await database.create('users', { id: 1 })
      expect(records.console).toEqual([['Trigger breaks failed:', expect.stringContaining('boom')]])
      expect(errors).toEqual([])
    },
  },

  Priority: {
    async after({ db, database, records }) {
      const names = db.triggers.getTriggersForEvent('users', TriggerEvent.AFTER_INSERT).map(({ name }) => name)
      expect(names).toEqual(['high-priority-trigger', 'low-priority-trigger'])
      db.triggers.register('users', {
        name: 'between',
        priority: 50,
        events: ['afterInsert'],
        actions: [Trigger.log.info('between')],
      })
      const report = await db.triggers.execute('afterInsert', { table: 'users', record: { id: 1 } })
      expect(report.triggers.map(({ trigger, status }) => [trigger, status])).toEqual([
        ['high-priority-trigger', 'ran'],
        ['between', 'ran'],
        ['low-priority-trigger', 'ran'],
      ])
      const idle = db.triggers.check().filter(({ code }) => code === 'NO_ACTIONS')
      expect(idle.map(({ trigger }) => trigger)).toEqual(['high-priority-trigger', 'low-priority-trigger'])
      await database.create('users', { id: 1 })
      expect(records.lines.map(({ message }) => message)).toEqual(['between', 'between'])
    },
  },
}

interface Conditioned {
  condition: ConditionDefinition
}

async function thoseThatMeet(walk: Walk, condition: ConditionDefinition, rows: { id: number }[]): Promise<unknown[]> {
  const met: unknown[] = []
  const see = Trigger.custom(({ record }) => void met.push(record.id))
  walk.db.triggers.register('users', { name: 'fragment', events: ['afterInsert'], condition, actions: [see] })
  await walk.database.create('users', rows)
  walk.db.triggers.unregister('users', 'fragment')
  return met
}
