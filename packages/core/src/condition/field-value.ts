import type { NumberObject, TemplateText } from '../value/value-shape.ts'

/** What a condition on a column may be given is decided by the kind of the column's type, null and undefined aside. */
export type ValueKind<Value> = unknown extends Value ? 'any' : KindOf<NonNullable<Value>>

type KindOf<Value> = [Value] extends [number | bigint | NumberObject]
  ? 'number'
  : [Value] extends [boolean]
    ? 'boolean'
    : [Value] extends [Date]
      ? 'date'
      : [Value] extends [string]
        ? TextKind<Value>
        : 'any'

/** A column whose type lists its texts: `'new' | 'paid'`, or an enum of texts. */
export interface ListedText<Text extends string> {
  listed: Text
}

type TextKind<Text extends string> = Record<never, never> extends Record<Text, 1> ? 'text' : ListedText<`${Text}`>

/**
 * What compares with a column of a kind. Numbers of all sorts and numeric texts are one, since they compare by the column's
 * kind and not by the type that a driver returns (R22); for the same reason a text column takes numbers and dates. A text
 * with a placeholder fits everywhere.
 */
export interface OperandByKind {
  number: number | bigint | NumberObject | `${number}` | TemplateText | null
  text: string | number | bigint | NumberObject | Date | RegExp | { readonly _bsontype: string } | null
  boolean: boolean | 0 | 1 | TemplateText | null
  date: Date | string | number | bigint | null
  any: unknown
}
