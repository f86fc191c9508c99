import { describe, expect, it } from 'vitest'
import { ActionError } from '../../../errors/action-error.ts'
import { defineTable } from '../../../testing/define-table.ts'
import { toRun } from '../../run-fixture.ts'
import { parseFilter } from './filter-input.ts'

const users = defineTable('users', { id: 'integer', name: 'string', 'address.city': 'string', meta: 'json' })

function parse(where: unknown, record: Record<string, unknown> = {}, all?: unknown): unknown {
  return parseFilter(toRun({ type: 'database.delete', payload: { table: 'users', where, all }, record }), users)
}

describe('the filter of an update or delete', () => {
  it.each([
    [{ id: '{{record.none}}' }, '{{record.none}} in where.id'],
    [{ name: 'user-{{record.none}}' }, '{{record.none}} in where.name'],
    [{ id: { $in: [1, '{{record.none}}'] } }, '{{record.none}} in where.id.$in.1'],
    [{ $or: [{ id: 1 }, { id: '{{record.none}}' }] }, '{{record.none}} in where.$or.1.id'],
    [{ $not: { meta: { deep: '{{record.none}}' } } }, '{{record.none}} in where.$not.meta.deep'],
    ['{{record.none}}', '{{record.none}} in where'],
  ])('R26 refuses a missing value in %j by name', (where, place) => {
    expect(() => parse(where)).toThrow(ActionError)
    expect(() => parse(where)).toThrow(`there is no value for ${place}`)
  })

  it.each([
    [{}],
    [{ id: { $nin: [] } }],
    [{ $not: { id: { $in: [] } } }],
    [{ $or: [{ id: 1 }, {}] }],
    [{ $and: [{}, { name: { $like: '%' } }] }],
  ])('R26 refuses %j, which lets every row pass', (where) => {
    expect(() => parse(where)).toThrow('`where` lets every row pass')
    expect(parse(where, {}, true)).toBeDefined()
  })

  it('R26 takes `all` from the definition only', () => {
    expect(() => parse({}, { yes: true }, '{{record.yes}}')).toThrow('`where` lets every row pass')
    expect(() => parse(undefined)).toThrow('`where` lets every row pass')
  })

  it('R26 makes null IS NULL, beside lists too', () => {
    expect(parse({ name: '{{record.name}}' }, { name: null })).toEqual({ name: null })
    expect(parse({ name: { $eq: null } })).toEqual({ name: null })
    expect(parse({ name: { $ne: null } })).toEqual({ name: { $null: false } })
    expect(parse({ name: { $in: ['a', null] } })).toEqual({ $or: [{ name: { $in: ['a'] } }, { name: null }] })
    expect(parse({ name: { $nin: ['a', null] } })).toEqual({ name: { $nin: ['a'], $null: false } })
    expect(() => parse({ name: { $gt: null } })).toThrow('compares with null')
  })

  it('takes operators in either case, embedded columns, several on one column', () => {
    expect(
      parse({ id: { $GTE: 1, $lt: 5 }, 'address.city': { $LIKE: 'B%' }, $OR: [{ id: 1 }, { $not: { id: 2 } }] }),
    ).toEqual({
      id: { $gte: 1, $lt: 5 },
      'address.city': { $like: 'B%' },
      $or: [{ id: 1 }, { $not: { id: 2 } }],
    })
    expect(parse({ name: { $in: [null], $ne: 'x' }, id: { $in: '{{record.ids}}' } }, { ids: [1, 2] })).toEqual({
      $and: [{ name: null }, { name: { $ne: 'x' } }],
      id: { $in: [1, 2] },
    })
  })

  it('R26 takes no operator out of a value', () => {
    const record = { id: { $ne: null }, ids: [1, { $gt: 0 }], filter: { $or: [{}] } }
    expect(() => parse({ id: '{{record.id}}' }, record)).toThrow('was given a value with the key "$ne"')
    expect(() => parse({ id: { $in: '{{record.ids}}' } }, record)).toThrow('was given a value with the key "$gt"')
    expect(() => parse('{{record.filter}}', record)).toThrow('that the definition writes out')
    expect(() => parse({ $or: '{{record.ids}}' }, record)).toThrow('that the definition writes out')
    expect(parse({ meta: '{{record.meta}}' }, { meta: { a: 1 } })).toEqual({ meta: { $eq: { a: 1 } } })
  })

  it.each([
    [{ id: { $regex: 'x' } }, 'unknown operator "$regex"'],
    [{ $where: 'x' }, 'unknown operator "$where"'],
    [{ ids: 1 }, 'users has no column "ids", did you mean "id"?'],
    [{ id: { $in: 1 } }, 'has to be a list'],
    [{ $or: [] }, 'a list of filters'],
    [{ id: { $null: 1 } }, 'true or false'],
    [{ name: { $like: 5 } }, 'has to be a text'],
    [5, 'has to be an object of columns'],
  ])('refuses %j', (where, message) => {
    expect(() => parse(where)).toThrow(message)
  })
})
