import type { NormalizedAction } from '../action/action-definition.ts'
import type { ColumnAccess } from '../change/column-access.ts'
import { touchesHidden } from '../change/hidden-columns.ts'
import { eachConditionField } from '../condition/each-condition-field.ts'
import { joinPath } from '../errors/problem-list.ts'
import { namesOf } from '../schema/create-schema.ts'
import { isOwnTable } from '../schema/own-table.ts'
import type { Schema, TableSchema } from '../schema/schema.ts'
import { eachPlaceholder } from '../template/each-placeholder.ts'
import type { SchemaProblem } from '../trigger/check-trigger-against-schema.ts'
import { eachAction } from '../trigger/each-action.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { parsePath } from '../value/path.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { allowsTable, type StoredPolicy } from './stored-policy.ts'

/** What decides on stored definitions in an engine. */
export interface StoredRules {
  stored: StoredPolicy
  columns: ColumnAccess
}

/**
 * Checks a trigger from a store against the tables of a database: that it listens and writes to allowed ones under whatever name, and that no
 * hidden column is in its conditions, templates and payloads (R19, R46). Of one on `['*']` a column that some table hides is a warning, since
 * it has no value there. Triggers in code have no such problems.
 */
export function checkStoredAgainstSchema(
  trigger: NormalizedTrigger,
  schema: Schema,
  rules: StoredRules,
): SchemaProblem[] {
  if (trigger.origin === 'code') return []
  const check = new StoredSchemaCheck(schema, rules)
  trigger.tables.forEach((name, index) => {
    const named = name === '*' ? undefined : schema.find(name)
    if (named !== undefined) check.use(named, 'listen', joinPath('tables', index))
    for (const table of name === '*' ? schema.tables() : [named])
      if (table !== undefined) check.reads(trigger, table, name === '*')
  })
  eachAction(trigger.actions, (action, at) => check.target(action, at))
  return check.problems
}

class StoredSchemaCheck {
  readonly problems: SchemaProblem[] = []
  readonly #schema: Schema
  readonly #rules: StoredRules

  constructor(schema: Schema, rules: StoredRules) {
    this.#schema = schema
    this.#rules = rules
  }

  /** Whether the table may be used so, by any of its names. */
  use(table: TableSchema, use: 'listen' | 'write', path: string): void {
    if (isOwnTable([table.name, ...table.aliases]))
      this.#add(path, `${table.name} is a table of Triggerkit itself, which no stored definition reaches`, 'error')
    else if (!allowsTable(this.#rules.stored[use], namesOf(this.#schema, table)))
      this.#add(
        path,
        `stored triggers may not ${use} to ${table.name}: allow it by createTriggers({ stored: { tables: { ${use} } } })`,
        'error',
      )
  }

  /** What a trigger reads of a row of the table, and sets in it. */
  reads({ condition, actions }: NormalizedTrigger, table: TableSchema, isAny: boolean): void {
    const { columns, relations } = this.#rules.columns.hiddenFromStored(table)
    if (columns.length === 0 && relations.length === 0) return
    const severity = isAny ? 'warning' : 'error'
    const visit = (path: readonly string[], at: string): void => {
      const column = columnOf(path)
      if (column === undefined) return
      if (touchesHidden(column, columns) === 'it') this.#hidden(path.join('.'), column, at, table, severity)
      else if (path[0] === 'input' && relations.includes(column[0]!))
        this.#add(at, `"${path.join('.')}" is a relation, and hidden from stored definitions`, severity)
    }
    if (condition !== undefined) eachConditionField(condition, 'condition', visit)
    eachAction(actions, (action, at) => {
      eachPlaceholder(
        { ...action.payload, ...action.queueing },
        {
          placeholder: ({ segments }, below) => visit(segments, below.reduce<string>(joinPath, at)),
        },
      )
      const { fields, rules, dataField } = action.payload
      if (action.type === 'record.set') this.#columns(fields, joinPath(at, 'fields'), table, severity)
      if (action.type === 'record.validate') this.#columns(rules, joinPath(at, 'rules'), table, severity)
      if (action.type === 'storage.upload' && typeof dataField === 'string')
        visit(['record', ...parsePath(dataField)], joinPath(at, 'dataField'))
    })
  }

  /** The table that a `database.*` action writes to, and its columns in `data` and `where`. */
  target(action: NormalizedAction, at: string): void {
    const { table: name, data, where } = action.payload
    const table = action.family === 'database' && typeof name === 'string' ? this.#schema.find(name) : undefined
    if (table === undefined) return
    this.use(table, 'write', joinPath(at, 'table'))
    this.#columns(data, joinPath(at, 'data'), table, 'error')
    this.#columns(where, joinPath(at, 'where'), table, 'error')
  }

  #columns(value: unknown, at: string, table: TableSchema, severity: SchemaProblem['severity']): void {
    const hidden = this.#rules.columns.hiddenFromStored(table).columns
    if (hidden.length === 0) return
    if (Array.isArray(value)) value.forEach((item, index) => this.#columns(item, joinPath(at, index), table, severity))
    if (!isPlainObject(value)) return
    for (const [name, member] of Object.entries(value)) {
      const below = joinPath(at, name)
      const path = parsePath(name)
      if (name.startsWith('$')) this.#columns(member, below, table, severity)
      else if (touchesHidden(path, hidden) !== undefined) this.#hidden(name, path, below, table, severity)
    }
  }

  #hidden(
    found: string,
    column: readonly string[],
    at: string,
    table: TableSchema,
    severity: SchemaProblem['severity'],
  ): void {
    const name = `${table.name}.${column.join('.')}`
    const remedy = `leave it out, or allow it by createTriggers({ stored: { sensitive: ['${name}'] } })`
    this.#add(at, `"${found}" is hidden from stored definitions: ${remedy}`, severity, found)
  }

  #add(path: string, message: string, severity: SchemaProblem['severity'], found?: string): void {
    this.problems.push({ path, message, severity, ...(found === undefined ? {} : { found }) })
  }
}

const rowRoots: ReadonlySet<string> = new Set(['record', 'previousRecord', 'input'])

/** The path below a row that a path of the context leads to. */
function columnOf([root = '', ...rest]: readonly string[]): readonly string[] | undefined {
  const column = root === 'records' || root === 'previousRecords' ? rest.slice(1) : rowRoots.has(root) ? rest : []
  return column.length === 0 ? undefined : column
}
