import { expect } from 'vitest'
import type { Expectation } from './expectation.ts'

const user = { id: 7, name: 'Ann', email: 'ann+shop@example.com' }

/** The sections of the specification that show one family of actions each. */
export const actionExpectations: Record<string, Expectation> = {
  'Database Actions': {
    async after(walk) {
      const { database, actions } = walk
      await database.create('user_stats', [
        { id: 1, user_id: 7, login_count: 4 },
        { id: 2, user_id: 8, login_count: 4 },
      ])
      await database.create('temp_data', [
        { id: 1, user_id: 7 },
        { id: 2, user_id: 8 },
      ])
      expect(actions.map(({ type }) => type)).toEqual(['database.insert', 'database.update', 'database.delete'])
      await walk.fire(actions, 'users', user)
      expect(database.rows('audit_logs')).toMatchObject([
        { action: 'user_created', user_id: 7, timestamp: new Date(walk.clock.now()).toISOString() },
      ])
      expect(database.rows('user_stats')).toEqual([
        { id: 1, user_id: 7, login_count: 5 },
        { id: 2, user_id: 8, login_count: 4 },
      ])
      expect(database.rows('temp_data')).toEqual([{ id: 2, user_id: 8 }])
    },
  },

  'Storage Actions': {
    async after(walk) {
      await walk.fire(walk.actions, 'users', { ...user, avatarBase64: Buffer.from('a picture').toString('base64') })
      expect(walk.records.storage).toEqual([
        ['upload', 'my-storage', '/users/7/avatar.png', 'a picture', { mimeType: 'image/png' }],
        ['delete', 'my-storage', '/users/7/avatar.png'],
        ['copy', 'my-storage', '/templates/default-avatar.png', '/users/7/avatar.png'],
      ])
      expect(walk.database.rows('users')[0]).not.toHaveProperty('avatarBase64')
    },
  },

  'Notification Actions': {
    async after(walk) {
      await walk.fire(walk.actions, 'users', {
        ...user,
        activation_url: 'https://shop.example/a?b=1',
        phone: '+49 151 1',
        verification_code: '0042',
        device_token: 'token-1',
        sender_name: 'Bob',
        message_preview: 'Hello …',
        conversation_id: 99,
        customer_email: 'customer@example.com',
        total: '10.50',
      })
      const { emails, sms, pushes, callbacks } = walk.records
      expect(emails).toMatchObject([
        {
          to: [{ address: 'ann+shop@example.com' }],
          message: 'welcome-message',
          subject: 'Welcome message: userName Ann',
          variables: { userName: 'Ann', name: 'Ann', activationLink: 'https://shop.example/a?b=1' },
        },
      ])
      expect(sms).toMatchObject([
        { to: ['+49 151 1'], message: 'verification-code', variables: { code: '0042' }, text: 'code: 0042' },
      ])
      expect(pushes).toMatchObject([
        {
          deviceTokens: ['token-1'],
          message: 'new-message',
          title: 'New message: sender Bob',
          body: 'preview: Hello …',
          data: { messageId: 7, conversationId: 99 },
        },
      ])
      expect(callbacks).toMatchObject([
        {
          message: 'order-created',
          body: { orderId: 7, customerEmail: 'customer@example.com', total: '10.50' },
          headers: { 'X-Order-Id': 7 },
        },
      ])
    },
  },

  'Broker Actions': {
    async after(walk) {
      await walk.fire(walk.actions, 'users', user)
      const message = {
        type: 'user.created',
        userId: 7,
        email: user.email,
        timestamp: new Date(walk.clock.now()).toISOString(),
      }
      expect(walk.records.published).toEqual([{ tag: 'kafka', topic: 'user-events', message }])
    },
  },

  'Cache Actions': {
    async after(walk) {
      await walk.fire(walk.actions, 'users', user)
      expect(walk.records.cache).toEqual([
        ['set', 'redis-cache', 'user:7', user, { ttlSeconds: 3600 }],
        ['invalidate', 'redis-cache', 'user:*'],
        ['delete', 'redis-cache', 'user:7'],
      ])
    },
  },

  'Workflow Actions': {
    async after(walk) {
      await walk.fire(walk.actions, 'users', user)
      expect(walk.records.work).toEqual([
        ['execute', 'onboarding-workflow', { userId: 7, email: user.email }],
        ['dispatch', 'background-sync', { recordId: 7 }],
      ])
    },
  },

  'App Action Execution': {
    async after(walk) {
      await walk.fire(walk.actions, 'users', user)
      expect(walk.records.work).toEqual([['stripe', 'create-customer', { email: user.email, name: 'Ann' }]])
    },
  },

  'AI Agent Actions': {
    async after(walk) {
      await walk.fire(walk.actions, 'users', user)
      const prompt = 'Analyze this new user registration and suggest personalized onboarding steps'
      expect(walk.records.work).toEqual([['support-agent', prompt, { userData: user }]])
    },
  },

  'HTTP Actions': {
    async after(walk) {
      await walk.fire(walk.actions, 'users', user)
      expect(walk.api.requests).toMatchObject([
        {
          method: 'POST',
          path: '/webhooks',
          headers: { 'x-api-key': 'your-api-key', 'content-type': 'application/json' },
          body: { event: 'user.created', data: user },
        },
        { method: 'GET', path: '/validate?email=ann%2Bshop%40example.com', body: undefined },
      ])
    },
  },

  'Log Actions': {
    async after(walk) {
      await walk.fire(walk.actions, 'users', { ...user, validation_errors: ['name is short'] })
      expect(walk.records.lines).toEqual([
        { level: 'info', message: `New user registered: ${user.email}`, data: { userId: 7, source: 'trigger' } },
        { level: 'error', message: `Failed validation for ${user.email}`, data: { errors: ['name is short'] } },
      ])
    },
  },

  'Custom Function Actions': {
    async after(walk) {
      await walk.fire(walk.actions, 'users', user)
      expect(walk.records.console).toEqual([['Processing record:', 7]])
      const report = await walk.db.triggers.execute('AFTER_INSERT', { table: 'users', record: user })
      expect(report.triggers[0]!.actions).toMatchObject([{ status: 'done', result: { processed: true } }])
    },
  },
}
