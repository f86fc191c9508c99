/** How a column's values compare (R22), whatever type the driver happens to return them in. */
export type ColumnKind =
  | 'string'
  | 'uuid'
  | 'integer'
  | 'bigint'
  | 'decimal'
  | 'float'
  | 'boolean'
  | 'date'
  | 'json'
  | 'binary'
  | 'array'
  | 'unknown'
