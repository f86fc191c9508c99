import type { DataSource, ObjectLiteral } from 'typeorm'
import { type WriteBuilder, withDriverParameters } from '../orm/typeorm-internals.ts'

/** What a statement has beyond the builder's own. Functions get the copy that it is built on, for its parameters. */
export interface StatementParts {
  values?: ObjectLiteral | ObjectLiteral[] | ((builder: WriteBuilder) => ObjectLiteral)
  /** Columns that a soft delete or restore sets beyond its own: `"note" = :value`, by the column's escaped name. */
  assignments?: (builder: WriteBuilder) => ReadonlyMap<string, string>
  /** The whole ` WHERE …`, given the builder's own, which is empty where it has none. */
  where?: (own: string, builder: WriteBuilder) => string
  /** Further columns after RETURNING. */
  returning?: readonly string[]
  /** A common table expression before the statement, `"old" AS (…)`. */
  cte?: (builder: WriteBuilder) => string
  /** RETURNING is put at the end by us, where TypeORM writes none for the database. */
  appendReturning?: boolean
  /** Changes the finished text. */
  rewrite?: (sql: string) => string
}

export interface BuiltStatement {
  sql: string
  parameters: unknown[]
  /** Whether the builder returns columns of its own. */
  returnsOwn: boolean
  /** Names of the columns that it returns to us. */
  aliases: ReadonlySet<string>
}

/** The statement of a builder, with these parts; the builder itself is not changed. */
export function buildStatement(dataSource: DataSource, builder: WriteBuilder, parts: StatementParts): BuiltStatement {
  const copy = copyBuilder(builder)
  const own = Object.getPrototypeOf(copy) as WriteBuilder
  const rewrites: ((text: string) => string)[] = []
  const { values, where, cte, assignments, returning = [], appendReturning = false, rewrite } = parts
  if (values) copy.expressionMap.valuesSet = typeof values === 'function' ? values(copy) : values
  if (where) copy.createWhereExpression = () => where(own.createWhereExpression.call(copy), copy)
  if (cte && isSoft(copy)) {
    // TypeORM puts the expressions of a soft delete behind the statement.
    rewrites.push((text) => `WITH ${cte(copy)} ${text}`)
  } else if (cte) copy.createCteExpression = () => joinCtes(own.createCteExpression.call(copy), cte(copy))
  if (assignments) rewrites.push((text) => addAssignments(text, assignments(copy)))
  copy.createUpdateExpression &&= () =>
    rewrites.reduce((text, change) => change(text), own.createUpdateExpression!.call(copy))
  let returnsOwn = false
  copy.createReturningExpression = (type) => {
    const expression = own.createReturningExpression.call(copy, type)
    returnsOwn = expression !== ''
    if (appendReturning || returning.length === 0) return expression
    return [...(returnsOwn ? [expression] : []), ...returning].join(', ')
  }
  let sql = copy.getQuery()
  if (appendReturning && returning.length > 0) sql += `${returnsOwn ? ',' : ' RETURNING'} ${returning.join(', ')}`
  const [text, parameters] = withDriverParameters(dataSource, rewrite ? rewrite(sql) : sql, copy.getParameters())
  return { sql: text, parameters, returnsOwn, aliases: new Set(returning.map(lastName)) }
}

/** `tk_r0` of `"id" AS "tk_r0"` and of `"tk_old"."tk_r0"`. */
function lastName(column: string): string {
  return /["`]([^"`]+)["`]$/.exec(column)?.[1] ?? column
}

/** Raw rows as the statement would have returned them without us. */
export function vanillaRows(
  { returnsOwn, aliases }: BuiltStatement,
  records: readonly ObjectLiteral[],
): ObjectLiteral[] {
  if (!returnsOwn) return []
  return records.map((raw) => {
    const own: ObjectLiteral = {}
    for (const name of Object.keys(raw)) if (!aliases.has(name)) own[name] = raw[name]
    return own
  })
}

export function copyBuilder(builder: WriteBuilder): WriteBuilder {
  const copy = builder.clone()
  copy.expressionMap.extraReturningColumns = builder.expressionMap.extraReturningColumns
  copy.expressionMap.locallyGenerated = builder.expressionMap.locallyGenerated
  // TypeORM adds to the conditions of an upsert each time that it builds one.
  const { onUpdate } = builder.expressionMap
  if (onUpdate)
    copy.expressionMap.onUpdate = {
      ...onUpdate,
      overwriteCondition: onUpdate.overwriteCondition && [...onUpdate.overwriteCondition],
    }
  return copy
}

function joinCtes(own: string, ours: string): string {
  return own === '' ? `WITH ${ours} ` : `${own.trimEnd()}, ${ours} `
}

function isSoft({ expressionMap: { queryType } }: WriteBuilder): boolean {
  return queryType === 'soft-delete' || queryType === 'restore'
}

/** Adds to the SET of an UPDATE; a column that it sets already is set anew. */
function addAssignments(text: string, assignments: ReadonlyMap<string, string>): string {
  const set = ' SET '
  const start = text.indexOf(set) + set.length
  let rest = text.slice(start)
  for (const [column, value] of assignments) {
    const own = [' = NULL', ' = CURRENT_TIMESTAMP', ` = ${column} + 1`].find((end) => rest.includes(column + end))
    rest =
      own === undefined ? `${column} = ${value}, ${rest}` : rest.replace(column + own, () => `${column} = ${value}`)
  }
  return text.slice(0, start) + rest
}

/** The builder's own criteria and a further condition. */
export function andWhere(own: string, condition: string): string {
  if (own === '') return ` WHERE ${condition}`
  return ` WHERE (${own.replace(/^ WHERE /, '')}) AND ${condition}`
}

/** What a SELECT needs to find the rows that a write builder is going to write. */
export interface Criteria {
  /** The builder's own `WITH …`, ` WHERE …`, ` ORDER BY …` and ` LIMIT …`; empty where there is none. */
  cte: string
  where: string
  orderBy: string
  limit: string
}

/** Reads the criteria of a builder off its own statement; `copy` is a copy that the SELECT is going to be built on. */
export function criteriaOf(copy: WriteBuilder): Criteria {
  const own = Object.getPrototypeOf(copy) as WriteBuilder
  const criteria: Criteria = { cte: '', where: '', orderBy: '', limit: '' }
  copy.createCteExpression = () => (criteria.cte = own.createCteExpression.call(copy))
  copy.createWhereExpression = () => (criteria.where = own.createWhereExpression.call(copy))
  if (own.createOrderByExpression)
    copy.createOrderByExpression = () => (criteria.orderBy = own.createOrderByExpression!.call(copy))
  if (own.createLimitExpression)
    copy.createLimitExpression = () => (criteria.limit = own.createLimitExpression!.call(copy))
  copy.replacePropertyNamesForTheWholeQuery = (statement) => statement
  copy.getQuery()
  copy.replacePropertyNamesForTheWholeQuery = own.replacePropertyNamesForTheWholeQuery
  return criteria
}
