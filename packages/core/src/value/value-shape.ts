/** Types that tell values apart for the type checker, as `value-class.ts` does when the program runs. */

/** A function of any kind. */
export type AnyFunction = (...args: never[]) => unknown

/** A number object: a Decimal of decimal.js, decimal.js-light or Prisma, or BSON's numbers. */
export type NumberObject =
  | { toFixed(): string; toNumber(): number }
  | { readonly _bsontype: 'Long' | 'Int32' | 'Double' | 'Decimal128' }

/**
 * A value without members that a path could name: a primitive, a date, bytes, a function, and instances of classes that
 * know their own text (Decimal, ObjectId). A promise is one too: what it will hold is not in the row.
 */
export type LeafValue =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | Date
  | ArrayBuffer
  | ArrayBufferView
  | Set<unknown>
  | PromiseLike<unknown>
  | AnyFunction
  | NumberObject
  | { readonly _bsontype: string }
  | { toJSON: AnyFunction }

/** Text with a placeholder in it: its value is known only when it is rendered. */
export type TemplateText = `${string}{{${string}}}${string}`

/** Names of the members that a row has as columns: no methods, no symbols. */
export type ColumnName<R> = { [Name in keyof R]-?: NonNullable<R[Name]> extends AnyFunction ? never : Name }[keyof R] &
  string
