import mongoose from 'mongoose'
import { expect, test } from 'vitest'
import type { SchemaLike } from '../mongoose-like.ts'
import { columnsOf } from './columns-of.ts'

test('the values of an enum of texts are known, at any depth; those of numbers, of arrays and of open columns are not', () => {
  const schema = new mongoose.Schema({
    status: { type: String, enum: ['open', 'paid', null] },
    level: { type: String, enum: { values: ['low', 'high'], message: 'no level' } },
    rank: { type: Number, enum: [1, 2] },
    tags: [{ type: String, enum: ['a', 'b'] }],
    note: String,
    shipping: new mongoose.Schema({ way: { type: String, enum: ['post'] } }),
  })
  const columns = columnsOf(schema as unknown as SchemaLike)
  const values = [...columns].flatMap(([name, column]) => (column.values ? [[name, column.values]] : []))
  expect(Object.fromEntries(values)).toEqual({
    status: ['open', 'paid'],
    level: ['low', 'high'],
    'shipping.way': ['post'],
  })
})
