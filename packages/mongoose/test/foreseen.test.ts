import { Trigger } from '@triggerkit/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AnyModel, model } from './fixture/mongoose-client.ts'
import { type OpenModels, openModels } from './fixture/open-models.ts'

const word = fc.constantFrom('a', 'b', 'c', 'd')
const number = fc.integer({ min: -5, max: 5 })
const line = fc.record({ product: word, quantity: number })
const path = fc.constantFrom(
  'lines.0.quantity',
  'lines.$[].quantity',
  'lines.$[some].quantity',
  'extra.n',
  'extra.deep.n',
)
const listChange = fc.oneof(
  fc.record({ $push: fc.record({ tags: word }) }),
  fc.record({ $push: fc.record({ tags: fc.record({ $each: fc.array(word), $position: fc.nat(3) }) }) }),
  fc.record({
    $push: fc.record({
      tags: fc.record({
        $each: fc.array(word),
        $sort: fc.constantFrom(1, -1),
        $slice: fc.integer({ min: -3, max: 3 }),
      }),
    }),
  }),
  fc.record({ $push: fc.record({ lines: fc.record({ $each: fc.array(line), $sort: fc.constant({ quantity: 1 }) }) }) }),
  fc.record({ $addToSet: fc.record({ tags: fc.record({ $each: fc.array(word) }) }) }),
  fc.record({ $addToSet: fc.record({ lines: line }) }),
  fc.record({ $pull: fc.record({ tags: word }) }),
  fc.record({ $pull: fc.record({ tags: fc.record({ $in: fc.array(word) }) }) }),
  fc.record({ $pull: fc.record({ lines: fc.record({ quantity: fc.record({ $gt: number }) }) }) }),
  fc.record({ $pullAll: fc.record({ tags: fc.array(word) }) }),
  fc.record({ $pop: fc.record({ tags: fc.constantFrom(1, -1) }) }),
)
const change = fc.oneof(
  listChange,
  fc.record({ $set: fc.record({ note: word, 'address.city': word }, { requiredKeys: [] }) }),
  fc.record({ $unset: fc.record({ note: fc.constant(''), 'address.zip': fc.constant('') }, { requiredKeys: [] }) }),
  fc
    .tuple(fc.constantFrom('$inc', '$mul', '$min', '$max', '$set'), path, number)
    .map(([operator, at, by]) => ({ [operator]: { [at]: by } })),
  fc.record({ $rename: fc.constantFrom({ note: 'extra.note' }, { 'address.city': 'address.town' }) }),
)

describe('what before-triggers foresee', () => {
  let open: OpenModels
  let Ticket: AnyModel
  const seen: { before?: object; after?: object } = {}
  beforeAll(async () => {
    open = await openModels()
    Ticket = model({ connection: open.connection }, 'Ticket')
    const note = (when: 'before' | 'after') => Trigger.custom(({ record }) => void (seen[when] = plain(record)))
    open.engine.register('Ticket', { name: 'before', events: ['beforeUpdate'], actions: [note('before')] })
    open.engine.register('Ticket', { name: 'after', events: ['afterUpdate'], actions: [note('after')] })
  })
  afterAll(() => open.close())

  test('R14 is what the database makes of it, for operators and documents of all sorts', async () => {
    let compared = 0
    const documents = fc.record({
      tags: fc.array(word, { maxLength: 4 }),
      lines: fc.array(line, { minLength: 1, maxLength: 3 }),
      note: word,
      n: number,
    })
    await fc.assert(
      fc.asyncProperty(documents, change, async ({ n, ...given }, update) => {
        await open.engine.without({ reason: 'a fresh document' }, async () => {
          await Ticket.deleteMany({})
          await Ticket.create({ label: 't', address: { city: 'Rome', zip: '1' }, extra: { n, deep: { n } }, ...given })
        })
        Object.assign(seen, { before: undefined, after: undefined })
        const arrayFilters = JSON.stringify(update).includes('$[some]') ? [{ 'some.quantity': { $gte: 0 } }] : undefined
        await Ticket.updateOne({ label: 't' }, update, {
          strict: false,
          timestamps: false,
          ...(arrayFilters && { arrayFilters }),
        })
        if (seen.after === undefined) return
        compared++
        expect(seen.before).toEqual(seen.after)
      }),
      { numRuns: 400 },
    )
    expect(compared).toBeGreaterThan(150)
  })
})

function plain(record: object): object {
  return JSON.parse(JSON.stringify(record)) as object
}
