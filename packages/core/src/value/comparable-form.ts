import type { ColumnKind } from './column-kind.ts'
import { isComparable } from './comparable.ts'
import { classOf } from './value-class.ts'

const numbers = [0, '0']

/** Values that are comparable with all that their column's kind makes anything of. */
const samples: Partial<Record<ColumnKind, readonly unknown[]>> = {
  integer: numbers,
  bigint: numbers,
  decimal: numbers,
  float: numbers,
  boolean: [false, 0],
  date: [new Date(0), 0],
  uuid: [''],
  string: [''],
}

/**
 * What decides whether a value of a column can be compared (`isComparable`): its class, and whether the column's kind makes anything of it.
 * Values of one form can be compared with the same values.
 */
export function comparableForm(value: unknown, kind: ColumnKind | undefined): string {
  const type = classOf(value)
  const known = kind === undefined ? undefined : samples[kind]
  return known === undefined || known.every((sample) => isComparable(value, sample, kind)) ? type : `odd ${type}`
}
