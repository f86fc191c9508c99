import type { TemplateText } from '../value/value-shape.ts'
import type { ConditionOperatorName } from './condition-operator.ts'
import type { ContextPath, PathEntries, PathEntry, RecordPath } from './field-path.ts'
import type { ListedText, OperandByKind } from './field-value.ts'

/** The comparisons that make sense of a row of type `R`: its paths only, each with values that compare with it. */
export type TypedFieldCondition<R> = ConditionOfEntries<PathEntries<R>>

type ConditionOfEntries<Entry> =
  | { [Kind in keyof OperandByKind]: Comparison<PathOfKind<Entry, Kind>, OperandByKind[Kind]> }[keyof OperandByKind]
  | ListedComparison<Entry>
  | { field: ContextPath; operator: ConditionOperatorName; value?: unknown }

type PathOfKind<Entry, Kind> = Entry extends PathEntry<infer Path, Kind> ? RecordPath<Path> : never

type Comparison<Path extends string, Operand> = [Path] extends [never]
  ? never
  : { field: Path; operator: ConditionOperatorName; value?: Operand | readonly Operand[] }

/** Operators that ask for equality; the others look at a part of a text, or at its order. */
type EqualityOperator = 'EQUALS' | 'NOT_EQUALS' | 'IN' | 'NOT_IN' | 'CHANGED_TO' | 'CHANGED_FROM'

type ListedComparison<Entry> =
  Entry extends PathEntry<infer Path, ListedText<infer Text>>
    ?
        | {
            field: RecordPath<Path>
            operator: EqualityOperator
            value?: ListedOperand<Text> | readonly ListedOperand<Text>[]
          }
        | {
            field: RecordPath<Path>
            operator: Exclude<ConditionOperatorName, EqualityOperator>
            value?: string | RegExp
          }
    : never

type ListedOperand<Text extends string> = Text | TemplateText | null
