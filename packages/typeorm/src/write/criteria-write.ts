import {
  groupByAlteration,
  type LookedRow,
  type LookRequest,
  type Operation,
  type Row,
  type SeenRow,
  type SeeRequest,
  type TableSchema,
  type VettedRow,
  type Write,
  WriteConflictError,
} from '@triggerkit/core/adapter'
import type { ObjectLiteral, QueryResult, QueryRunner } from 'typeorm'
import type { WriteBuilder } from '../orm/typeorm-internals.ts'
import { setInEntity } from '../row/columns.ts'
import { rawKeyText } from '../row/key-reader.ts'
import { executeBuilder } from '../statement/execute-builder.ts'
import { type AlteredColumns, sameForAll } from './altered-columns.ts'
import { caseByRow } from './case-values.ts'
import { type CriteriaPlan, lookByCriteria } from './criteria-look.ts'
import { type SentCriteria, sendCriteria } from './criteria-statement.ts'
import { deleteDirectly, updateDirectly } from './direct-statement.ts'
import { findsFewRows } from './known-keys.ts'
import { lookedKey } from './looked-key.ts'
import { mergeResults } from './query-results.ts'
import { SeenColumns } from './see-rows.ts'
import { changedColumns, readSetValues } from './set-values.ts'
import { type WriteTarget, withRunner } from './write-target.ts'

/** Rows that one CASE statement alters, each in its own way. */
const rowsPerCase = 500
/** Distinct alterations from which on they share a statement. */
const alterationsPerCase = 3

/** UPDATE, DELETE, soft delete and restore: Writes to the rows that criteria find. */
export class CriteriaWrite implements Write<QueryRunner> {
  readonly table: TableSchema
  readonly operation: Operation
  readonly soft: boolean
  readonly handle: QueryRunner | undefined
  readonly inTransaction: boolean
  readonly givenColumns: readonly string[] | undefined
  readonly writeDirectly?: (handle: QueryRunner | undefined, request: SeeRequest) => AsyncIterable<SeenRow[]>
  readonly directNeedsTransaction: boolean
  readonly #target: WriteTarget
  readonly #plan: CriteriaPlan
  readonly #entity: ObjectLiteral | undefined
  #result: { affected?: number; raw: unknown } | undefined

  /** `entity` is the caller's object where `save` and its like write one. */
  constructor(target: WriteTarget, entity: ObjectLiteral | undefined) {
    const { builder, table, dialect } = target
    const { queryType } = builder.expressionMap
    this.#target = target
    this.#entity = entity
    this.table = table.schema
    this.operation = queryType === 'delete' || queryType === 'soft-delete' ? 'delete' : 'update'
    this.soft = queryType === 'soft-delete'
    this.handle = builder.queryRunner
    this.inTransaction = builder.queryRunner?.isTransactionActive ?? false
    this.#plan = planOf(target, this.operation, entity)
    this.givenColumns = this.operation === 'update' ? changedColumns(table, this.#plan.set) : undefined
    const fewRows = findsFewRows(target)
    this.directNeedsTransaction = !fewRows
    if (queryType === 'delete' && (dialect.writableCte || (fewRows && dialect.capabilities.returning.delete))) {
      this.writeDirectly = (handle, request) => this.#directly(handle, request, deleteDirectly)
    } else if (queryType !== 'delete' && dialect.writableCte && !this.#plan.keyMoves) {
      this.writeDirectly = (handle, request) => this.#directly(handle, request, updateDirectly)
    }
  }

  passThrough(): Promise<unknown> {
    return this.#target.original.call(this.#target.builder)
  }

  async *look(handle: QueryRunner | undefined, request: LookRequest): AsyncIterable<LookedRow[]> {
    if (handle) {
      yield* lookByCriteria(this.#target, handle, this.#plan, request)
      return
    }
    const runner = this.#target.dataSource.createQueryRunner('master')
    try {
      yield* lookByCriteria(this.#target, runner, this.#plan, request)
    } finally {
      await runner.release()
    }
  }

  write(handle: QueryRunner | undefined, rows: VettedRow[], request: SeeRequest): Promise<SeenRow[]> {
    return withRunner(this.#target.dataSource, handle, async (runner) => {
      let sent: SentCriteria[] = []
      const seen = this.#seenColumns(request)
      await this.#execute(runner, async () => {
        sent = await this.#sendGroups(runner, rows, this.#returns(seen) ? seen : undefined)
        return mergeResults(sent.map(({ result }) => result))
      })
      const affected = sent.reduce((sum, { result }) => sum + (result.affected ?? 0), 0)
      if (affected < rows.length)
        throw new WriteConflictError({ table: this.table.name, expected: rows.length, found: affected })
      this.#alterEntity(rows)
      return this.#seen(runner, rows, seen, sent)
    })
  }

  result(): unknown {
    return this.#result
  }

  reset(): void {
    this.#result = undefined
  }

  /** TypeORM's own `execute` once, with the first statements; what later batches answer is added to its result. */
  async #execute(runner: QueryRunner, send: () => Promise<QueryResult>): Promise<void> {
    const { builder, original } = this.#target
    if (this.#result === undefined) {
      this.#result = (await executeBuilder(builder, original, runner, send)) as { affected?: number; raw: unknown }
      return
    }
    const { affected, records } = await send()
    this.#result.affected = (this.#result.affected ?? 0) + (affected ?? 0)
    if (Array.isArray(this.#result.raw)) this.#result.raw.push(...(records ?? []))
  }

  async #sendGroups(
    runner: QueryRunner,
    rows: readonly VettedRow[],
    seen: SeenColumns | undefined,
  ): Promise<SentCriteria[]> {
    const target = this.#target
    const groups = groupByAlteration(rows)
    const send = (some: readonly VettedRow[], altered: AlteredColumns | undefined): Promise<SentCriteria> =>
      sendCriteria(target, runner, some, altered, seen)
    if (groups.length === 0) return [await send([], undefined)]
    const sent: SentCriteria[] = []
    if (groups.filter(({ alteration }) => alteration !== undefined).length < alterationsPerCase) {
      for (const group of groups) sent.push(await send(group.rows, sameForAll(target, group.alteration)))
      return sent
    }
    for (let start = 0; start < rows.length; start += rowsPerCase) {
      const some = rows.slice(start, start + rowsPerCase)
      sent.push(await send(some, caseByRow(target, some)))
    }
    return sent
  }

  async *#directly(
    handle: QueryRunner | undefined,
    request: SeeRequest,
    write: typeof updateDirectly,
  ): AsyncIterable<SeenRow[]> {
    const own = handle ? undefined : this.#target.dataSource.createQueryRunner('master')
    const runner = (handle ?? own)!
    try {
      yield* write(this.#target, this.#plan, request, runner, (send) => this.#execute(runner, send))
    } finally {
      await own?.release()
    }
  }

  #seenColumns(request: SeeRequest): SeenColumns | undefined {
    const isWanted = request.record === 'all' || request.record.length > 0
    if (this.operation === 'delete' && !this.soft) return undefined
    return isWanted || this.#plan.keyMoves ? new SeenColumns(this.#target, request.record) : undefined
  }

  #returns(seen: SeenColumns | undefined): boolean {
    return seen !== undefined && this.#target.dialect.capabilities.returning.update
  }

  async #seen(
    runner: QueryRunner,
    rows: VettedRow[],
    columns: SeenColumns | undefined,
    sent: SentCriteria[],
  ): Promise<SeenRow[]> {
    if (columns === undefined) {
      return rows.map((row) => ({
        operation: row.operation,
        key: row.key!,
        record: row.operation === 'delete' ? row.previous! : {},
        previousRecord: row.previous,
        input: row.input,
      }))
    }
    if (rows.length === 0) return []
    const nextKeys = rows.map((row) => this.#nextKey(row))
    const returned = sent.flatMap(({ returned = [] }) => returned)
    const raws = this.#returns(columns)
      ? new Map(returned.map((raw) => [rawKeyText(columns.keys.raw(raw)), raw]))
      : await columns.byKeys(runner, nextKeys)
    const alone = rows.length === 1 && raws.size === 1 ? [...raws.values()][0] : undefined
    return rows.flatMap((row, index) => {
      const raw = alone ?? raws.get(rawKeyText(nextKeys[index]!))
      if (raw === undefined) return []
      const record = columns.rows.read(raw)
      return {
        operation: row.operation,
        key: columns.keys.read(raw),
        record,
        previousRecord: row.previous,
        input: row.input,
      }
    })
  }

  #nextKey(row: VettedRow): readonly unknown[] {
    const { table, dataSource } = this.#target
    const { next } = lookedKey(row)
    if (row.alteration === undefined) return next
    const alteration: Row = row.alteration
    return table.keys.map((column, index) => {
      const name = table.names.get(column)!
      return name in alteration
        ? (dataSource.driver.preparePersistentValue(alteration[name], column as never) as unknown)
        : next[index]
    })
  }

  /** What triggers set reaches the caller's entity, as generated values do. */
  #alterEntity(rows: readonly VettedRow[]): void {
    if (this.#entity === undefined) return
    for (const { alteration = {} } of rows) {
      for (const [name, value] of Object.entries(alteration))
        setInEntity(this.#entity, this.#target.table.columns.get(name)!, value)
    }
  }
}

function planOf(target: WriteTarget, operation: Operation, entity: ObjectLiteral | undefined): CriteriaPlan {
  const { builder, table } = target
  const { queryType } = builder.expressionMap
  const set = queryType === 'update' ? readSetValues(builder, table) : { values: new Map(), expressions: new Map() }
  if (queryType === 'restore' && table.metadata.deleteDateColumn) set.values.set(table.metadata.deleteDateColumn, null)
  const keyMoves = table.keys.some((column) => set.values.has(column) || set.expressions.has(column))
  const input = (entity ?? givenValues(builder)) as Row | undefined
  return { operation, set, keyMoves, keyGoes: keyMoves || queryType === 'delete', input }
}

/** What an UPDATE by criteria was given; expressions are for the database alone. */
function givenValues({ expressionMap: { queryType, valuesSet } }: WriteBuilder): ObjectLiteral | undefined {
  if (queryType !== 'update' || !valuesSet) return undefined
  return Object.fromEntries(Object.entries(valuesSet).filter(([, value]) => typeof value !== 'function'))
}
