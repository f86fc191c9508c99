import { describe, expect, it } from 'vitest'
import { compilePayload } from '../action/compile-payload.ts'
import { renderInput } from '../action/render-input.ts'
import { toRun } from '../action/run-fixture.ts'
import { createTriggers } from '../engine/triggers.ts'
import { ActionError } from '../errors/action-error.ts'
import { Trigger } from '../trigger/trigger.ts'
import { compileTemplate } from './compile-template.ts'
import { measure } from './measure.ts'
import { toText } from './to-text.ts'

const large = { rows: Array.from({ length: 20_000 }, (_, id) => ({ id, name: `customer ${id}`, tags: ['a', 'b'] })) }
const circle: Record<string, unknown> = { name: 'Ann' }
circle.self = circle
circle.list = [circle, circle]

function limited(value: unknown, record: object, maxLength: number): unknown {
  return compileTemplate(value, { maxLength }).render({ record })
}

/** Milliseconds of the processor, whatever else the machine does. */
function costMs(work: () => unknown): number {
  const before = process.cpuUsage()
  expect(work).toThrow('which is the limit')
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

describe('the limit of what is rendered', () => {
  it('is for texts and values together', () => {
    expect(limited({ a: 'abc{{record.v}}' }, { v: '1234567' }, 13)).toEqual({ a: 'abc1234567' })
    expect(() => limited({ a: '{{record.v}}', b: ['{{record.v}}'] }, { v: '12345' }, 9)).toThrow(
      'with its values up to `b.0` it has more than 9 characters, which is the limit',
    )
    expect(() => limited({ a: { b: '{{record.v}}' } }, { v: '12345' }, 4)).toThrow('with its values up to `a.b` it has')
    expect(() => limited('{{record.v}}!', { v: { deep: 'x'.repeat(50) } }, 40)).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_TOO_LARGE', data: { limit: 40, at: [] } }),
    )
    expect(() => limited('{{record.v}}', { v: Buffer.alloc(50) }, 40)).toThrow('more than 40 characters')
    expect(limited({ a: '{{record.at}}', n: '{{record.n}}' }, { at: new Date(0), n: 10n ** 20n }, 30)).toBeDefined()
  })

  it('counts what escaping adds', () => {
    const payload = { url: 'https://a.example/{{record.v}}' }
    const template = compilePayload('http.get', payload, { maxLength: 150 })
    expect(() => template.render({ record: { v: 'ä'.repeat(40) } })).toThrow('more than 150 characters')
  })

  it('ends when it is passed, however often a large record is repeated: the whole would be a gigabyte', () => {
    const texts = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`f${index}`, 'x {{record}}']))
    const values = Array.from({ length: 1_000 }, () => '{{record}}')
    const one = '{{record}} '.repeat(1_000)
    for (const template of [texts, values, one]) {
      limited(template, {}, 1e9)
      expect(costMs(() => limited(template, large, 1_048_576))).toBeLessThan(400)
    }
  })

  it('takes circles and depths', () => {
    expect(limited({ a: '{{record}}' }, circle, 1_000)).toEqual({ a: circle })
    expect(toText(circle)).toBe('{"name":"Ann","self":"[Circular]","list":["[Circular]","[Circular]"]}')
    let deep: unknown[] = []
    for (let level = 0; level < 100_000; level++) deep = [deep]
    expect(() => limited({ a: '{{record}}' }, deep, 1e9)).toThrow('nested deeper')
    expect(toText(deep)).toContain('[nested too deeply]')
  })

  it('is an ActionError that names the action and the limit; stored definitions have the lower one', async () => {
    const run = toRun({ type: 'log.info', payload: {} })
    const template = compilePayload('log.info', { message: 'x', data: '{{record}}' }, { maxLength: 100 })
    expect(() => renderInput(template, { ...run, context: { ...run.context, record: large } })).toThrow(ActionError)
    const engine = createTriggers({ renderLimit: { code: 200 }, onError: () => undefined })
    engine.register('orders', { name: 'big', events: ['afterInsert'], actions: [Trigger.log.info('x', '{{record}}')] })
    const { triggers } = await engine.execute('afterInsert', { table: 'orders', record: { a: 'x'.repeat(300) } })
    expect(triggers[0]!.actions[0]!.error).toMatchObject({
      code: 'ACTION_INPUT',
      action: 'log.info#1',
      message: expect.stringContaining('more than 200 characters'),
    })
  })

  it('measures no more than JSON takes', () => {
    const value = {
      a: 'x',
      b: [1, null, true, { c: 'yy' }],
      m: new Map([['k', 1]]),
      at: new Date(0),
      e: {},
      u: undefined,
    }
    expect(measure(value, 1e9)).toBeLessThanOrEqual(toText(value).length)
    expect(measure(large, 1e9)).toBe(toText(large).length)
    expect(measure(large, 100)).toBeLessThan(200)
  })
})
