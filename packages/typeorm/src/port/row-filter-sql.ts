import { type FilterOperators, isFilterOperators, likePattern, type RowFilter } from '@triggerkit/core/adapter'
import type { DataSource } from 'typeorm'
import type { NamedParameters } from '../orm/named-parameters.ts'
import type { ColumnMetadata } from '../orm/typeorm-internals.ts'
import { columnOrThrow } from '../row/columns.ts'
import type { Table } from '../schema/table.ts'

/** Translates filters of the core to SQL: names come from the schema only, values are parameters. */
export class RowFilterSql {
  readonly #dataSource: DataSource
  readonly #table: Table
  readonly #parameters: NamedParameters

  constructor(dataSource: DataSource, table: Table, parameters: NamedParameters) {
    this.#dataSource = dataSource
    this.#table = table
    this.#parameters = parameters
  }

  /** Empty where the filter lets every row pass. */
  toSql(filter: RowFilter): string {
    const parts = Object.entries(filter).map(([name, value]) => this.#member(name, value))
    return parts.length > 1 ? parts.map((part) => `(${part})`).join(' AND ') : (parts[0] ?? '')
  }

  #member(name: string, value: unknown): string {
    if (name === '$and' || name === '$or') return this.#list(name, value as RowFilter[])
    if (name === '$not') return `NOT (${this.toSql(value as RowFilter) || '(1 = 1)'})`
    const column = columnOrThrow(this.#table, name)
    if (!isFilterOperators(value)) return this.#compare(column, '$eq', value)
    return (
      Object.entries(value)
        .map(([operator, operand]) => this.#compare(column, operator as keyof FilterOperators, operand))
        .join(' AND ') || '(1 = 1)'
    )
  }

  #list(name: '$and' | '$or', filters: readonly RowFilter[]): string {
    const parts = filters.map((filter) => `(${this.toSql(filter) || '(1 = 1)'})`)
    if (parts.length === 0) return name === '$and' ? '(1 = 1)' : '(1 = 0)'
    return parts.join(name === '$and' ? ' AND ' : ' OR ')
  }

  #compare(column: ColumnMetadata, operator: keyof FilterOperators, operand: unknown): string {
    const name = this.#dataSource.driver.escape(column.databaseName)
    const value = (given: unknown): string => this.#parameters.add(this.#persistent(column, given))
    switch (operator) {
      case '$eq':
        return operand === null ? `${name} IS NULL` : `${name} = ${value(operand)}`
      case '$ne':
        return operand === null ? `${name} IS NOT NULL` : `(${name} <> ${value(operand)} OR ${name} IS NULL)`
      case '$gt':
        return `${name} > ${value(operand)}`
      case '$gte':
        return `${name} >= ${value(operand)}`
      case '$lt':
        return `${name} < ${value(operand)}`
      case '$lte':
        return `${name} <= ${value(operand)}`
      case '$like':
        return `${name} LIKE ${this.#parameters.add(likePattern(String(operand)))} ESCAPE '!'`
      case '$null':
        return operand ? `${name} IS NULL` : `${name} IS NOT NULL`
      case '$in':
        return this.#in(column, name, operand as readonly unknown[])
      case '$nin':
        return `NOT (${this.#in(column, name, operand as readonly unknown[])})`
      default:
        throw new Error(`Unknown filter operator "${String(operator)}" on ${this.#table.schema.name}.`)
    }
  }

  #in(column: ColumnMetadata, name: string, values: readonly unknown[]): string {
    const some = values.filter((value) => value !== null)
    const list = some.map((value) => this.#parameters.add(this.#persistent(column, value))).join(', ')
    const isIn = some.length > 0 ? `${name} IN (${list})` : '(1 = 0)'
    return some.length < values.length ? `(${isIn} OR ${name} IS NULL)` : isIn
  }

  #persistent(column: ColumnMetadata, value: unknown): unknown {
    if (value === undefined)
      throw new Error(`A filter on ${this.#table.schema.name} lacks its value for "${column.propertyPath}".`)
    return this.#dataSource.driver.preparePersistentValue(value, column as never) as unknown
  }
}
