import type { Row } from '@triggerkit/core/adapter'
import type { ObjectLiteral } from 'typeorm'
import { subjectEntityOf } from '../install/saved-subjects.ts'
import { copyValues, setInRow, setInValues } from '../row/columns.ts'
import { columnValue } from './set-values.ts'
import type { WriteTarget } from './write-target.ts'

/** The value sets of an insert: the objects that TypeORM reads values from and writes generated ones to. */
export class ValueSets {
  readonly all: readonly ObjectLiteral[]
  readonly #target: WriteTarget
  readonly #originals: readonly ObjectLiteral[]

  constructor(target: WriteTarget) {
    this.#target = target
    const { valuesSet } = target.builder.expressionMap
    this.all = Array.isArray(valuesSet) ? valuesSet : valuesSet ? [valuesSet] : []
    this.#originals = this.all.map((values) => copyValues(values, target.table))
  }

  /** The caller's own object. */
  inputOf(index: number): Row {
    return (subjectEntityOf(this.all[index]!) ?? this.all[index]!) as Row
  }

  /** What is given, by column name; SQL expressions are not known before. */
  rowOf(index: number): Row {
    const { table } = this.#target
    const row: Row = {}
    for (const [name, column] of table.columns) {
      const value = column.isDiscriminator ? table.metadata.discriminatorValue : columnValue(column, this.all[index]!)
      if (value !== undefined && typeof value !== 'function') setInRow(row, name.split('.'), value)
    }
    return row
  }

  givenOf(index: number): string[] {
    const { table } = this.#target
    return [...table.columns]
      .filter(([, column]) => columnValue(column, this.all[index]!) !== undefined)
      .map(([name]) => name)
  }

  /** The key, where all of it is given. */
  keyOf(index: number): Row | undefined {
    const { table } = this.#target
    const key: Row = {}
    for (const column of table.keys) {
      const value = columnValue(column, this.all[index]!)
      if (value === undefined || value === null || typeof value === 'function') return undefined
      key[table.names.get(column)!] = value
    }
    return key
  }

  alter(index: number, alteration: Row | undefined): void {
    if (alteration === undefined) return
    for (const [name, value] of Object.entries(alteration))
      setInValues(this.all[index]!, this.#target.table.columns.get(name)!, value)
  }

  /** Everything as the caller gave it: what a failed attempt altered or generated is gone. */
  restore(): void {
    this.all.forEach((values, index) => {
      const original = copyValues(this.#originals[index]!, this.#target.table)
      for (const name of Object.keys(values)) if (!(name in original)) delete values[name]
      Object.assign(values, original)
    })
  }
}
