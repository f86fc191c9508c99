import type {
  LookedRow,
  LookRequest,
  SeenRow,
  SeeRequest,
  TableSchema,
  VettedRow,
  Write,
  WriteOperation,
} from '@triggerkit/core/adapter'
import type { InsertResult, ObjectLiteral, QueryResult, QueryRunner } from 'typeorm'
import { subjectEntityOf } from '../install/saved-subjects.ts'
import { setInEntity } from '../row/columns.ts'
import { executeBuilder } from '../statement/execute-builder.ts'
import { readBack } from './insert-read-back.ts'
import { InsertResults } from './insert-results.ts'
import { type InsertedRow, type SentInsert, sendInsert } from './insert-statement.ts'
import { SeenColumns } from './see-rows.ts'
import { ValueSets } from './value-sets.ts'
import { type WriteTarget, withRunner } from './write-target.ts'

/** INSERT of value sets. Rows are known by the index of their value set, which is their token. */
export class InsertWrite implements Write<QueryRunner> {
  readonly table: TableSchema
  readonly operation: WriteOperation = 'insert'
  readonly handle: QueryRunner | undefined
  readonly inTransaction: boolean
  readonly directNeedsTransaction: boolean = false
  protected readonly target: WriteTarget
  protected readonly sets: ValueSets
  readonly #results: InsertResults

  constructor(target: WriteTarget) {
    this.target = target
    this.table = target.table.schema
    this.handle = target.builder.queryRunner
    this.inTransaction = this.handle?.isTransactionActive ?? false
    this.sets = new ValueSets(target)
    this.#results = new InsertResults(this.sets.all.length)
    this.directNeedsTransaction = !target.dialect.capabilities.returning.insert
  }

  passThrough(): Promise<unknown> {
    return this.target.original.call(this.target.builder)
  }

  async *look(_handle: QueryRunner | undefined, request: LookRequest): AsyncIterable<LookedRow[]> {
    for (let start = 0; start < this.sets.all.length; start += request.batchSize) {
      yield this.sets.all
        .slice(start, start + request.batchSize)
        .map((_values, offset) => this.lookedRow(start + offset))
    }
  }

  write(handle: QueryRunner | undefined, rows: VettedRow[], request: SeeRequest): Promise<SeenRow[]> {
    return withRunner(this.target.dataSource, handle, (runner) => this.writeRows(runner, rows, request))
  }

  async *writeDirectly(handle: QueryRunner | undefined, request: SeeRequest): AsyncIterable<SeenRow[]> {
    for (let start = 0; start < this.sets.all.length; start += request.batchSize) {
      const batch = this.sets.all.slice(start, start + request.batchSize)
      yield await this.write(
        handle,
        batch.map((_values, offset) => this.lookedRow(start + offset)),
        request,
      )
    }
    if (this.sets.all.length === 0) await this.write(handle, [], request)
  }

  result(): InsertResult {
    return this.#results.merged
  }

  reset(): void {
    this.sets.restore()
    this.#results.clear()
  }

  protected lookedRow(index: number): LookedRow {
    return {
      operation: 'insert',
      key: this.sets.keyOf(index),
      next: this.sets.rowOf(index),
      input: this.sets.inputOf(index),
      token: index,
    }
  }

  protected async writeRows(runner: QueryRunner, rows: readonly VettedRow[], request: SeeRequest): Promise<SeenRow[]> {
    for (const row of rows) this.sets.alter(indexOf(row), row.alteration)
    const given = rows.map((row) => this.sets.givenOf(indexOf(row)))
    const seen = new SeenColumns(this.target, request.record)
    const inserted = await this.execute(runner, rows.map(indexOf), seen)
    this.alterEntities(rows)
    return inserted.map(({ raw, position }) => ({
      operation: 'insert',
      key: seen.keys.read(raw),
      record: seen.rows.read(raw),
      input: rows[position]?.input,
      given: given[position],
    }))
  }

  /** TypeORM's own `execute` for the value sets of these indexes. */
  protected async execute(runner: QueryRunner, indexes: readonly number[], seen: SeenColumns): Promise<InsertedRow[]> {
    const { builder, original } = this.target
    const { expressionMap } = builder
    const all = expressionMap.valuesSet
    const values = indexes.map((index) => this.sets.all[index]!)
    let sent = undefined as SentInsert | undefined
    expressionMap.valuesSet = values
    expressionMap.locallyGenerated = {}
    try {
      const send = async (): Promise<QueryResult> => (sent = await sendInsert(this.target, runner, values, seen)).result
      this.#results.add(indexes, (await executeBuilder(builder, original, runner, send)) as InsertResult)
    } finally {
      expressionMap.valuesSet = all
    }
    return sent?.rows ?? (sent ? this.readBack(runner, values, seen, sent) : [])
  }

  /** Rows of a statement that returned none. */
  protected readBack(
    runner: QueryRunner,
    values: readonly ObjectLiteral[],
    seen: SeenColumns,
    sent: SentInsert,
  ): Promise<InsertedRow[]> {
    return readBack(this.target, runner, values, seen, sent.result)
  }

  /** What triggers set reaches the caller's entities, as generated values do. */
  protected alterEntities(rows: readonly VettedRow[]): void {
    for (const row of rows) {
      const entity = subjectEntityOf(this.sets.all[indexOf(row)]!)
      if (entity === undefined) continue
      for (const [name, value] of Object.entries(row.alteration ?? {}))
        setInEntity(entity, this.target.table.columns.get(name)!, value)
    }
  }
}

export function indexOf(row: LookedRow): number {
  return row.token as number
}
