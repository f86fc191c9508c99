import { isPlainObject } from '../value/plain-object.ts'

/**
 * What a field of a payload may be. A text that is one whole `{{placeholder}}` may stand for any of them but
 * `function` and `actions`.
 */
export type PayloadShapeName =
  | 'any'
  | 'text'
  | 'texts'
  | 'number'
  | 'boolean'
  | 'object'
  | 'text-or-object'
  | 'objects'
  | 'rows'
  | 'fields'
  | 'update'
  | 'filter'
  | 'actions'
  | 'function'

export interface PayloadShape {
  /** `expected …, found number` */
  expected: string
  matches(value: unknown): boolean
  /** The same as JSON Schema. */
  schema: Readonly<Record<string, unknown>>
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): boolean =>
  (typeof value === 'number' && Number.isFinite(value)) || typeof value === 'bigint'
const object = { type: 'object' }

export const payloadShapes: Readonly<Record<PayloadShapeName, PayloadShape>> = {
  any: { expected: 'a value', matches: (value) => value !== undefined, schema: {} },
  text: {
    expected: 'a string',
    matches: (value) => isText(value) && value !== '',
    schema: { type: 'string', minLength: 1 },
  },
  texts: {
    expected: 'a string or an array of strings',
    matches: (value) =>
      (isText(value) && value !== '') || (Array.isArray(value) && value.length > 0 && value.every(isText)),
    schema: {
      oneOf: [
        { type: 'string', minLength: 1 },
        { type: 'array', minItems: 1, items: { type: 'string' } },
      ],
    },
  },
  number: { expected: 'a number', matches: isNumber, schema: { type: 'number' } },
  boolean: { expected: 'true or false', matches: (value) => typeof value === 'boolean', schema: { type: 'boolean' } },
  object: { expected: 'an object', matches: isPlainObject, schema: object },
  'text-or-object': {
    expected: 'a string or an object of variables',
    matches: (value) => isText(value) || isPlainObject(value),
    schema: { type: ['string', 'object'] },
  },
  objects: {
    expected: 'an object, or an array of objects',
    matches: (value) => isPlainObject(value) || (Array.isArray(value) && value.every(isRowItem)),
    schema: { oneOf: [object, { type: 'array', items: object }] },
  },
  rows: {
    expected: 'an object of columns, or an array of such',
    matches: (value) => isPlainObject(value) || (Array.isArray(value) && value.length > 0 && value.every(isRowItem)),
    schema: { oneOf: [object, { type: 'array', minItems: 1, items: object }] },
  },
  fields: { expected: 'an object of columns', matches: isPlainObject, schema: { ...object, minProperties: 1 } },
  update: {
    expected: 'an object of columns or update operators',
    matches: isPlainObject,
    schema: { ...object, minProperties: 1 },
  },
  filter: { expected: 'an object of columns', matches: isPlainObject, schema: object },
  actions: {
    expected: 'a non-empty array of actions',
    matches: (value) => Array.isArray(value) && value.length > 0,
    schema: { type: 'array', minItems: 1, items: { ...object, required: ['type'] } },
  },
  function: { expected: 'a function', matches: (value) => typeof value === 'function', schema: { not: {} } },
}

function isRowItem(value: unknown): boolean {
  return isPlainObject(value) || typeof value === 'string'
}
