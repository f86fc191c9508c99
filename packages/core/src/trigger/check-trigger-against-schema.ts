import type { NormalizedAction } from '../action/action-definition.ts'
import { eachConditionField } from '../condition/each-condition-field.ts'
import type { DefinitionProblem } from '../errors/definition-problem.ts'
import { joinPath, ProblemList } from '../errors/problem-list.ts'
import { namesOf } from '../schema/create-schema.ts'
import type { Schema, TableSchema } from '../schema/schema.ts'
import { eachPlaceholder } from '../template/each-placeholder.ts'
import { eachAction } from './each-action.ts'
import { eachActionColumn } from './each-action-column.ts'
import { findColumn } from './find-column.ts'
import type { NormalizedTrigger } from './normalized-trigger.ts'

/** A problem that shows only against the tables of a database. */
export interface SchemaProblem extends DefinitionProblem {
  /** `error`: it cannot work. `warning`: it may be meant, as a field of the record that is no column (R25). */
  severity: 'error' | 'warning'
}

/**
 * Checks a trigger against the tables of a database: unknown tables, unknown columns in conditions, placeholders,
 * `record.set` and `database.*`. `['*']` and tables named by a placeholder are passed over. Paths are those of the
 * normalized trigger.
 */
export function checkTriggerAgainstSchema(trigger: NormalizedTrigger, schema: Schema): SchemaProblem[] {
  const check = new SchemaCheck(schema)
  const tables = trigger.tables.flatMap((name, index) =>
    name === '*' ? [] : (check.table(name, joinPath('tables', index)) ?? []),
  )
  for (const table of tables) {
    if (trigger.condition !== undefined) {
      eachConditionField(trigger.condition, 'condition', (path, at) => check.rowPath(path, at, table, 'error'))
    }
    eachAction(trigger.actions, (action, at) => check.action(action, at, table))
  }
  eachAction(trigger.actions, (action, at) => check.target(action, at))
  return check.problems
}

class SchemaCheck {
  readonly problems: SchemaProblem[] = []
  readonly #schema: Schema

  constructor(schema: Schema) {
    this.#schema = schema
  }

  table(name: string, at: string): TableSchema | undefined {
    const table = this.#schema.find(name)
    if (table !== undefined) return table
    const list = new ProblemList()
    const known = [...this.#schema.tables()].flatMap((each) => namesOf(this.#schema, each))
    list.addUnknown(at, 'table', name, known)
    const severity = this.#schema.isOpen === true ? 'warning' : 'error'
    this.problems.push(...list.problems.map((problem) => ({ ...problem, severity }) as const))
    return undefined
  }

  /** A path of a condition or placeholder that may lead into a row of the table. */
  rowPath(path: readonly string[], at: string, table: TableSchema, otherwise: SchemaProblem['severity']): void {
    const [root, ...rest] = path
    const column = root === 'records' || root === 'previousRecords' ? rest.slice(1) : rest
    if (column.length === 0 || !rowRoots.has(root!)) return
    this.#column(column, at, table, otherwise, root)
  }

  action(action: NormalizedAction, at: string, table: TableSchema): void {
    eachPlaceholder(
      { ...action.payload, ...action.queueing },
      {
        placeholder: ({ segments }, below) =>
          this.rowPath(segments, below.reduce<string>(joinPath, at), table, 'warning'),
      },
    )
    if (action.type === 'record.set') this.#columns(action, at, table)
  }

  /** The table that a `database.*` action works on, and its columns. */
  target(action: NormalizedAction, at: string): void {
    const { table: name } = action.payload
    if (action.family !== 'database' || typeof name !== 'string' || name.includes('{{')) return
    const table = this.table(name, joinPath(at, 'table'))
    if (table !== undefined) this.#columns(action, at, table)
  }

  #columns(action: NormalizedAction, at: string, table: TableSchema): void {
    eachActionColumn(action, at, (name, _, below) => this.#column(name.split('.'), below, table, 'error'))
  }

  #column(
    path: readonly string[],
    at: string,
    table: TableSchema,
    otherwise: SchemaProblem['severity'],
    root?: string,
  ): void {
    const finding = findColumn(path, table)
    if (finding === 'found') return
    const prefix = root === undefined ? '' : `${root}.`
    const name = path.join('.')
    if (finding === 'relation') {
      const message = `"${prefix}${name}" is a relation of ${table.name}: related rows are not part of a record`
      this.#add('error', (list) => list.add(at, message, { found: prefix + name }))
    } else
      this.#add(otherwise, (list) => list.addUnknown(at, `field of ${table.name}`, name, table.columns.keys(), prefix))
  }

  /** A near name makes an error of what might else be meant. */
  #add(severity: SchemaProblem['severity'], tell: (list: ProblemList) => void): void {
    const list = new ProblemList()
    tell(list)
    for (const problem of list.problems) {
      this.problems.push({ ...problem, severity: problem.suggestion === undefined ? severity : 'error' })
    }
  }
}

const rowRoots: ReadonlySet<string> = new Set(['record', 'previousRecord', 'records', 'previousRecords'])
