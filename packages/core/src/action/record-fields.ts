import type { IfTyped } from '../change/typed-row.ts'
import type { ColumnName, LeafValue, NumberObject, TemplateText } from '../value/value-shape.ts'
import type { FieldRule } from './executors/record/rule-violations.ts'

/**
 * What `record.set` takes for a row of type `R`: its columns, embedded ones as objects or by path (`'address.city'`, which is not checked),
 * each with a value of its type or a text with a placeholder.
 */
export type RecordFields<R extends object> = IfTyped<
  R,
  ColumnValues<R> & { readonly [path: ColumnPath]: unknown },
  Readonly<Record<string, unknown>>
>

/** What `record.validate` takes for a row of type `R`: rules by column, embedded ones by path. */
export type RecordRules<R extends object> = IfTyped<
  R,
  { readonly [Name in ColumnName<R>]?: FieldRule } & { readonly [path: ColumnPath]: FieldRule },
  Readonly<Record<string, unknown>>
>

type ColumnPath = `${string}.${string}`

type ColumnValues<R> = { readonly [Name in ColumnName<R>]?: ColumnValue<R[Name]> }

type ColumnValue<Value> =
  | TemplateText
  | (unknown extends Value
      ? Value
      : Value extends NumberObject
        ? Value | number | bigint | `${number}`
        : Value extends LeafValue | readonly unknown[]
          ? Value
          : ColumnValues<Value>)
