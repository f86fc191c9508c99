import type { ColumnKind } from '../value/column-kind.ts'

/** Tests one value of a Change. */
export type ValueTest = (value: unknown) => boolean

/** What a test is made with. */
export interface TestOptions {
  /** How the values of the field compare; absent where no schema is known. */
  kind?: ColumnKind
  /** Called with a value that cannot be compared with the operand (R23). */
  onMismatch(value: unknown): void
}
