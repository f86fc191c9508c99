import { ObjectId } from 'bson'
import Decimal from 'decimal.js'
import { expect, it } from 'vitest'
import { toRun } from '../action/run-fixture.ts'
import { actionPayloads } from '../trigger/action-payload.ts'
import { SecretText } from './secret-text.ts'

const record = {
  at: new Date(0),
  price: new Decimal('1.50'),
  big: 2n ** 70n,
  id: new ObjectId(),
  bytes: Buffer.from('hi'),
  meta: new Map([['a', { b: 1 }]]),
  nested: { list: [{ at: new Date(1) }], none: null },
  list: [1, 'a', null],
  none: null,
  zero: 0,
  no: false,
  empty: '',
}

it('values reach every field that takes any, the very same', () => {
  const fields = Object.entries(actionPayloads).flatMap(([type, { fields: all }]) =>
    Object.entries(all)
      .filter(([, { shape }]) => shape === 'any' || shape === 'rows' || shape === 'fields' || shape === 'update')
      .map(([field]) => [type, field] as const),
  )
  expect(fields.length).toBeGreaterThan(15)
  const written = Object.fromEntries(Object.keys(record).map((name) => [name, `{{record.${name}}}`]))
  for (const [type, field] of fields) {
    const input = toRun({ type, payload: { [field]: written }, record }).input[field] as typeof record
    expect(Object.keys(input), `${type} ${field}`).toEqual(Object.keys(record))
    for (const name of Object.keys(record) as (keyof typeof record)[]) expect(input[name]).toBe(record[name])
    const whole = toRun({ type, payload: { [field]: '{{record}}' }, record }).input[field]
    expect(whole).toBe(record)
  }
})

it('null is a value, and what is missing is not there', () => {
  const { input } = toRun({
    type: 'broker.publish',
    payload: { broker: 'b', message: { a: '{{record.none}}', b: '{{record.gone}}', c: '{{record.nested.none}}' } },
    record,
  })
  expect(input.message).toEqual({ a: null, c: null })
  expect(Object.keys(input.message as object)).toEqual(['a', 'c'])
})

it('R48 a secret is named in the input and not in it', () => {
  const payload = { url: 'https://a.example', body: { key: '{{secret.k}}', mixed: '{{record.empty}}x {{secret.k}}' } }
  const { body } = toRun({ type: 'http.post', payload, record }).input as { body: Record<string, unknown> }
  expect(body.key).toBeInstanceOf(SecretText)
  expect(JSON.stringify(body)).toBe('{"key":"[secret:k]","mixed":"x [secret:k]"}')
  expect(`${String(body.mixed)}`).toBe('x [secret:k]')
})
