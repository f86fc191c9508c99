/** One thing that is wrong with a row. */
export interface Violation {
  /** The column, embedded ones by path. */
  field: string
  /** Without the column: `has to be at least 3`. */
  message: string
}
