import { createTriggers } from '@triggerkit/core'
import { type DestinationStream, pino } from 'pino'
import { beforeEach, expect, it } from 'vitest'
import { type PinoLike, pinoLogger } from '../src/pino/index.ts'

let written: string[]
const destination: DestinationStream = { write: (line) => void written.push(line) }
const lines = (): Record<string, unknown>[] => written.map((line) => JSON.parse(line) as Record<string, unknown>)
beforeEach(() => {
  written = []
})

it('writes what triggers log, at the level that they say', async () => {
  const triggers = createTriggers({ logger: pinoLogger(pino({ level: 'debug' }, destination)) })
  triggers.register('orders', {
    name: 'told',
    events: ['afterInsert'],
    actions: (['debug', 'info', 'warn', 'error'] as const).map((level) => ({
      type: `log.${level}`,
      config: { message: 'Order {{record.id}}', data: { order: '{{record}}' } },
    })),
  })
  const record = { id: 5n, note: 'a\n{"level":60,"msg":"forged"}', at: new Date(0) }
  await triggers.execute('afterInsert', { table: 'orders', record })
  expect(lines().map(({ level }) => level)).toEqual([20, 30, 40, 50])
  expect(lines()[1]).toMatchObject({
    msg: 'Order 5',
    data: { order: { id: '5', note: record.note, at: '1970-01-01T00:00:00.000Z' } },
  })
  for (const line of written) expect(line.match(/\n/g)).toHaveLength(1)
})

it('data takes the place of no field, of whatever name it is', () => {
  pinoLogger(pino({}, destination), { dataKey: 'record' }).info('a', {
    level: 60,
    msg: 'forged',
    time: 0,
    pid: 1,
    method: 'GET',
    headers: {},
    socket: {},
  })
  expect(lines()[0]).toMatchObject({ level: 30, msg: 'a', record: { level: 60, msg: 'forged', method: 'GET' } })
  expect(written[0]!.match(/"level"/g)).toHaveLength(2)
})

it('leaves a line as it is, also one that looks like a format', () => {
  const logger = pinoLogger(pino({}, destination))
  logger.warn('100 %s %d %% %o')
  logger.warn('100 %s %d %% %o', { a: 1 })
  logger.warn('100 %j', 'text')
  expect(lines()).toMatchObject([
    { msg: '100 %s %d %% %o' },
    { msg: '100 %s %d %% %o', data: { a: 1 } },
    { msg: '100 %j', data: 'text' },
  ])
  expect(lines()[0]).not.toHaveProperty('data')
})

it('an error is `err` as your logger writes it, and tells itself where it is within data', () => {
  const error = Object.assign(new TypeError('no'), { code: 'E' })
  const logger = pinoLogger(pino({ redact: ['err.code', 'data.secret'] }, destination))
  logger.error('failed', error)
  logger.error('failed', { order: 5, error, secret: 's3cret' })
  expect(lines()).toMatchObject([
    { err: { type: 'TypeError', message: 'no', stack: error.stack, code: '[Redacted]' } },
    { data: { order: 5, error: { name: 'TypeError', message: 'no', code: 'E' }, secret: '[Redacted]' } },
  ])
})

it('reads no data of a line that is not written', () => {
  const data = {
    get name(): string {
      throw new Error('read')
    },
  }
  const logger = pinoLogger(pino({}, destination))
  logger.debug('a', data)
  expect(written).toEqual([])
  logger.info('a', data)
  expect(lines()).toMatchObject([{ data: '[unreadable: read]' }])
})

it("takes pino's loggers and their children, by type", () => {
  const drift: PinoLike = pino({}, destination).child({ module: 'triggers' })
  pinoLogger(drift).info('a')
  expect(lines()).toMatchObject([{ module: 'triggers', msg: 'a' }])
})
