import type { ColumnName, LeafValue } from '../value/value-shape.ts'
import type { ValueKind } from './field-value.ts'

/** A path below a row, and the kind of what is there. */
export type PathEntry<Path extends string = string, Kind = unknown> = readonly [path: Path, kind: Kind]

/**
 * Every path below a row of type `R`: its columns (`total`), what is inside them (`address.city`, `items.0.name`), and one level more where
 * that has nothing but plain values (`address.geo.lat`). Anything below is not checked: the bound keeps types that refer to one another,
 * as entities with relations do, cheap to compile.
 */
export type PathEntries<R> = { [Name in ColumnName<R>]: ColumnEntries<Name, R[Name]> }[ColumnName<R>]

/** The same with what may stand in front: `record.total`, `previousRecord.total`, `total`. */
export type RecordPath<Path extends string> = `${'record.' | 'previousRecord.' | ''}${Path}`

/** Paths into what a Write has beside its row (`user.id`, `context.tenant.id`): they are not checked. */
export type ContextPath =
  | 'record'
  | 'previousRecord'
  | 'event'
  | 'operation'
  | 'soft'
  | 'table'
  | 'database'
  | 'env'
  | 'timestamp'
  | 'count'
  | OpenRoot
  | `${OpenRoot}.${string}`

type OpenRoot = 'user' | 'context' | 'input' | 'actions' | 'changedFields' | 'records' | 'previousRecords'

type ColumnEntries<Path extends string, Value> =
  | PathEntry<Path, ValueKind<Value>>
  | (unknown extends Value ? Open<Path> : EntriesInside<Path, Value>)

/** What is inside a column: an object, or the items of an array. */
type EntriesInside<Path extends string, Value> = Value extends LeafValue
  ? never
  : Value extends readonly (infer Item)[]
    ? ArrayEntries<Path, Item>
    : MemberEntries<Path, Value>

type ArrayEntries<Path extends string, Item> =
  | PathEntry<`${Path}.length`, 'number'>
  | PathEntry<`${Path}.${number}`, ValueKind<Item>>
  | PathEntry<`${Path}[${number}]${string}`, 'any'>
  | ItemEntries<`${Path}.${number}`, Item>

type ItemEntries<Path extends string, Item> = unknown extends Item
  ? Open<Path>
  : Item extends LeafValue
    ? never
    : MemberEntries<Path, Item>

type MemberEntries<Path extends string, Value> =
  IsOpen<Value> extends true
    ? Open<Path>
    : {
        [Name in ColumnName<Value>]:
          | PathEntry<`${Path}.${Name}`, ValueKind<Value[Name]>>
          | EntriesDeeper<`${Path}.${Name}`, Value[Name]>
      }[ColumnName<Value>]

type EntriesDeeper<Path extends string, Value> = unknown extends Value
  ? Open<Path>
  : Value extends LeafValue
    ? never
    : IsOpen<Value> extends true
      ? Open<Path>
      : Value[keyof Value] extends LeafValue
        ? { [Name in ColumnName<Value>]: PathEntry<`${Path}.${Name}`, ValueKind<Value[Name]>> }[ColumnName<Value>]
        : Open<Path>

/** Whose members are known only when the program runs, or too many to name: arrays of arrays, Maps, objects by any key. */
type IsOpen<Value> = Value extends readonly unknown[] | ReadonlyMap<unknown, unknown>
  ? true
  : string extends keyof Value
    ? true
    : false

type Open<Path extends string> = PathEntry<`${Path}.${string}`, 'any'>
