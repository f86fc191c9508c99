/** A change to rows in the terms that every port translates; each member maps columns to values. */
export interface RowUpdate {
  $set?: Record<string, unknown>
  $inc?: Record<string, unknown>
  $mul?: Record<string, unknown>
  $min?: Record<string, unknown>
  $max?: Record<string, unknown>
  /** Columns to empty (NULL, or absent in documents). */
  $unset?: Record<string, unknown>
  $push?: Record<string, unknown>
  $pull?: Record<string, unknown>
  $addToSet?: Record<string, unknown>
}
