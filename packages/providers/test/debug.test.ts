import { createTriggers } from '@triggerkit/core'
import createDebug from 'debug'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DebugLike, debugLogger } from '../src/debug/index.ts'
import { keeping } from './debug/keeping.ts'

let written: string[]
/** What debug itself writes to a terminal. */
const colours = new RegExp(`${'\u001b'}\\[(?:0|3[\\d;]*)m`, 'g')
const enabledBefore = createDebug.disable()

beforeEach(() => {
  written = []
})
afterEach(() => createDebug.enable(enabledBefore))

it('writes what triggers log below its namespace, by level', async () => {
  createDebug.enable('app:triggers:*,-app:triggers:debug')
  const triggers = createTriggers({ logger: debugLogger(keeping(written, 'app:triggers')) })
  triggers.register('orders', {
    name: 'told',
    events: ['afterInsert'],
    actions: (['debug', 'info', 'warn', 'error'] as const).map((level) => ({
      type: `log.${level}`,
      config: { message: 'Order {{record.id}}', data: '{{record.data}}' },
    })),
  })
  await triggers.execute('afterInsert', { table: 'orders', record: { id: 5, data: { at: new Date(0), no: 7n } } })
  const data = '{"at":"1970-01-01T00:00:00.000Z","no":"7"}'
  expect(written).toEqual(['info', 'warn', 'error'].map((level) => `app:triggers:${level} Order 5 ${data}`))
})

it.each([false, true])(
  'what a record holds makes no line of its own and steers no terminal; colours: %s',
  (useColors) => {
    createDebug.enable('app:*')
    const logger = debugLogger(keeping(written, 'app', useColors))
    const hostile = 'a\r\n  app:error forged\u001b[2J\u009b2J\u2028\u202e'
    logger.info(hostile, { [hostile]: [hostile], __proto__: null })
    logger.info(hostile, hostile)
    logger.info(hostile)
    expect(written).toHaveLength(3)
    for (const line of written) {
      const own = line.replaceAll(colours, '')
      expect(own).not.toMatch(/[\p{Cc}\u2028\u202e]/u)
      expect(own).toContain('a\\u000d\\u000a  app:error forged\\u001b[2J\\u009b2J\\u2028\\u202e')
    }
  },
)

it('leaves a line as it is, also one that looks like a format', () => {
  createDebug.enable('app:*')
  const logger = debugLogger(keeping(written, 'app'))
  logger.warn('100 %s %O %% %j')
  logger.warn('100 %o %d', { a: '%s' })
  expect(written).toEqual(['app:warn 100 %s %O %% %j', 'app:warn 100 %o %d {"a":"%s"}'])
})

it('tells errors, and reads no data of a line that nobody sees', () => {
  const logger = debugLogger(keeping(written, 'app'))
  const data = {
    get name(): string {
      throw new Error('read')
    },
  }
  createDebug.enable('other')
  logger.error('a', data)
  expect(written).toEqual([])
  createDebug.enable('app:error')
  logger.error('a', Object.assign(new TypeError('no'), { stack: 'TypeError: no\n    at b' }))
  expect(written).toEqual(['app:error a {"name":"TypeError","message":"no","stack":"TypeError: no\\n    at b"}'])
})

it("takes debug's loggers, by type", () => {
  const drift: DebugLike = createDebug('app')
  expect(() => debugLogger(drift).info('a')).not.toThrow()
})
