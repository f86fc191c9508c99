import { createRequire } from 'node:module'
import { SeverityNumber } from '@opentelemetry/api-logs'
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { createTriggers } from '@triggerkit/core'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { type OpenTelemetryLike, openTelemetryLogger } from '../src/opentelemetry/index.ts'

const exporter = new InMemoryLogRecordExporter()
const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] })
const logger = provider.getLogger('app')
const records = () => exporter.getFinishedLogRecords()

beforeEach(() => exporter.reset())
afterAll(() => provider.shutdown())

it('emits what triggers log: severity, line and data', async () => {
  const triggers = createTriggers({ logger: openTelemetryLogger(logger) })
  triggers.register('orders', {
    name: 'told',
    events: ['afterInsert'],
    actions: (['debug', 'info', 'warn', 'error'] as const).map((level) => ({
      type: `log.${level}`,
      config: { message: 'Order {{record.id}}', data: { order: '{{record}}' } },
    })),
  })
  const record = {
    id: 5n,
    note: 'a\nb',
    at: new Date(0),
    paid: true,
    sum: 9.5,
    gone: null,
    tags: ['a', 'b'],
    mixed: [1, 'a'],
    lines: [{ no: 1 }],
    none: [],
    by: { name: 'Ann' },
  }
  await triggers.execute('afterInsert', { table: 'orders', record })
  expect(records().map(({ severityNumber, severityText, body }) => [severityNumber, severityText, body])).toEqual([
    [SeverityNumber.DEBUG, 'DEBUG', 'Order 5'],
    [SeverityNumber.INFO, 'INFO', 'Order 5'],
    [SeverityNumber.WARN, 'WARN', 'Order 5'],
    [SeverityNumber.ERROR, 'ERROR', 'Order 5'],
  ])
  expect(records()[0]!.attributes).toEqual({
    'data.order.id': '5',
    'data.order.note': 'a\nb',
    'data.order.at': '1970-01-01T00:00:00.000Z',
    'data.order.paid': true,
    'data.order.sum': 9.5,
    'data.order.tags': ['a', 'b'],
    'data.order.mixed': '[1,"a"]',
    'data.order.lines': '[{"no":1}]',
    'data.order.none': [],
    'data.order.by.name': 'Ann',
  })
  expect(records()[0]!.instrumentationScope.name).toBe('app')
})

it('data that is no object is one attribute, of the name that you say', () => {
  const other = openTelemetryLogger(logger, { dataKey: 'app.data' })
  other.info('a', 'text')
  other.info('a', 5)
  other.info('a', null)
  other.info('a')
  other.info('a', JSON.parse('{"__proto__":1,"constructor":2}'))
  expect(records().map(({ attributes }) => attributes)).toEqual([
    { 'app.data': 'text' },
    { 'app.data': 5 },
    {},
    {},
    { 'app.data.__proto__': 1, 'app.data.constructor': 2 },
  ])
})

it('an error is exception.*, and is told where it is within data', () => {
  const error = new TypeError('no')
  openTelemetryLogger(logger).error('failed', error)
  openTelemetryLogger(logger).error('failed', { error })
  expect(records().map(({ attributes }) => attributes)).toEqual([
    { 'exception.type': 'TypeError', 'exception.message': 'no', 'exception.stacktrace': error.stack },
    { 'data.error.name': 'TypeError', 'data.error.message': 'no', 'data.error.stack': error.stack },
  ])
})

it('belongs to the trace that is active', () => {
  const api = createRequire(createRequire(import.meta.url).resolve('@opentelemetry/api-logs'))('@opentelemetry/api')
  const spanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
  const active = api.trace.setSpanContext(api.ROOT_CONTEXT, spanContext)
  const contexts = {
    active: () => active,
    with: (_: unknown, work: () => unknown) => work(),
    bind: <T>(_: unknown, work: T) => work,
    enable: () => contexts,
    disable: () => contexts,
  }
  api.context.setGlobalContextManager(contexts)
  try {
    openTelemetryLogger(logger).info('a')
  } finally {
    api.context.disable()
  }
  expect(records()[0]!.spanContext).toMatchObject(spanContext)
})

it('reads no data of a line that is not recorded, and takes loggers of every version by type', () => {
  const data = {
    get name(): string {
      throw new Error('read')
    },
  }
  const emitted: unknown[] = []
  openTelemetryLogger({
    emit: (record) => emitted.push(record),
    enabled: ({ severityNumber }) => severityNumber > 9,
  }).info('a', data)
  expect(emitted).toEqual([])
  openTelemetryLogger({ emit: (record) => emitted.push(record) }).info('a', data)
  expect(emitted).toMatchObject([{ attributes: { data: '[unreadable: read]' } }])
  const drift: OpenTelemetryLike = logger
  openTelemetryLogger(drift).info('a')
  expect(records()).toHaveLength(1)
})
