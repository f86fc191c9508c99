import type { DataSource, EntityMetadata, ObjectLiteral, QueryResult, QueryRunner } from 'typeorm'

export type ColumnMetadata = EntityMetadata['columns'][number]

/** What TypeORM 0.3 and 1.x have in common beyond their public types: the parts of a QueryRunner that stand for its transaction. */
export interface RunnerInternals extends QueryRunner {
  transactionDepth: number
}

export interface ExpressionMap {
  queryType: 'insert' | 'update' | 'delete' | 'soft-delete' | 'restore' | string
  mainAlias?: { name: string; hasMetadata: boolean; metadata: EntityMetadata }
  aliases: unknown[]
  valuesSet?: ObjectLiteral | ObjectLiteral[]
  insertColumns: string[]
  insertFromSelect?: unknown
  onIgnore: boolean
  onUpdate?: {
    overwrite?: string[]
    columns?: string[]
    conflict?: string[] | string
    indexPredicate?: string
    overwriteCondition?: unknown[]
  }
  wheres: { type: string; condition: unknown }[]
  whereEntities: ObjectLiteral[]
  orderBys: object
  limit?: number
  parameters: ObjectLiteral
  extraAppendedAndWhereCondition: string
  extraReturningColumns: ColumnMetadata[]
  locallyGenerated: Record<number, ObjectLiteral>
  callListeners: boolean
  updateEntity: boolean
  commonTableExpressions: unknown[]
}

/** The members of a write builder that statements are made from; protected in TypeORM's types, the same in both majors. */
export interface WriteBuilder {
  expressionMap: ExpressionMap
  queryRunner?: QueryRunner
  alias: string
  clone(): WriteBuilder
  escape(name: string): string
  execute(): Promise<unknown>
  getQuery(): string
  getQueryAndParameters(): [string, unknown[]]
  getParameters(): ObjectLiteral
  getMainTableName(): string
  getTableName(path: string): string
  getWhereCondition(where: unknown): unknown
  createParameter(value: unknown): string
  createComment(): string
  createCteExpression(): string
  createWhereExpression(): string
  createUpdateExpression?(): string
  createReturningExpression(type: 'insert' | 'update' | 'delete'): string
  createOrderByExpression?(): string
  createLimitExpression?(): string
  replacePropertyNamesForTheWholeQuery(statement: string): string
}

/** The DataSource of a builder, runner, manager or event: `dataSource` in 1.x, `connection` in 0.3. */
export function dataSourceOf(owner: object): DataSource {
  const { dataSource, connection } = owner as { dataSource?: DataSource; connection?: DataSource }
  return (dataSource ?? connection)!
}

export function transactionDepthOf(runner: QueryRunner): number {
  return runner.isTransactionActive ? (runner as RunnerInternals).transactionDepth : 0
}

/** SQL with named parameters in the form that the driver takes. */
export function withDriverParameters(
  dataSource: DataSource,
  sql: string,
  parameters: ObjectLiteral,
): [string, unknown[]] {
  const { driver } = dataSource as unknown as {
    driver: { escapeQueryWithParameters(...given: unknown[]): [string, unknown[]] }
  }
  return driver.escapeQueryWithParameters(sql, parameters, {})
}

/** Sends a statement and gives the driver's structured answer. */
export function sendStatement(runner: QueryRunner, sql: string, parameters: unknown[]): Promise<QueryResult> {
  return runner.query(sql, parameters, true) as Promise<QueryResult>
}
