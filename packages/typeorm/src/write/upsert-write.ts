import {
  type LookedRow,
  type LookRequest,
  type Row,
  type SeenRow,
  type SeeRequest,
  type VettedRow,
  WriteConflictError,
  type WriteOperation,
} from '@triggerkit/core/adapter'
import type { ObjectLiteral, QueryRunner } from 'typeorm'
import { setInRow } from '../row/columns.ts'
import { rawKeyText } from '../row/key-reader.ts'
import { copyRow } from './copy-row.ts'
import { findByValues } from './find-by-values.ts'
import type { InsertedRow, SentInsert } from './insert-statement.ts'
import { InsertWrite, indexOf } from './insert-write.ts'
import { SeenColumns } from './see-rows.ts'
import { changedColumns, columnValue } from './set-values.ts'
import { conflictsOf } from './unique-columns.ts'
import { type ExistingRow, lookForExisting } from './upsert-look.ts'
import type { WriteTarget } from './write-target.ts'

/** INSERT that updates the rows which it meets. Which it was of each row is looked up before and told by the statement itself (R13). */
export class UpsertWrite extends InsertWrite {
  override readonly operation: WriteOperation = 'upsert'
  override readonly directNeedsTransaction: boolean = true
  readonly givenColumns: readonly string[]
  #existing = new Map<number, ExistingRow>()
  #updated = 0
  #missed = false
  readonly #given = new Map<number, string[]>()

  constructor(target: WriteTarget) {
    super(target)
    const { table } = target
    const values = new Map(
      this.#overwritten().flatMap((name) => {
        const column = table.metadata.findColumnWithDatabaseName(name)
        return column && !column.isVersion ? [[column, undefined] as const] : []
      }),
    )
    this.givenColumns = changedColumns(table, { values, expressions: new Map() })
  }

  override async *look(handle: QueryRunner | undefined, request: LookRequest): AsyncIterable<LookedRow[]> {
    for (let start = 0; start < this.sets.all.length; start += request.batchSize) {
      const batch = this.sets.all.slice(start, start + request.batchSize)
      await this.#lookForExisting(handle!, batch, start, request)
      yield batch.map((_values, offset) => this.lookedRow(start + offset))
    }
  }

  override async *writeDirectly(handle: QueryRunner | undefined, request: SeeRequest): AsyncIterable<SeenRow[]> {
    const lock = this.target.dialect.capabilities.locks
    for await (const rows of this.look(handle, { ...request, next: [], lock }))
      yield await this.write(handle, rows, request)
    if (this.sets.all.length === 0) await this.write(handle, [], request)
  }

  protected override lookedRow(index: number): LookedRow {
    const row = super.lookedRow(index)
    const existing = this.#existing.get(index)
    if (existing === undefined) return row
    return {
      ...row,
      operation: 'update',
      key: existing.key,
      previous: existing.previous,
      next: this.#updatedRow(index, existing.previous),
    }
  }

  protected override async writeRows(
    runner: QueryRunner,
    rows: readonly VettedRow[],
    request: SeeRequest,
  ): Promise<SeenRow[]> {
    for (const row of rows) this.sets.alter(indexOf(row), row.alteration)
    // Read before the statement: TypeORM puts generated values, and sometimes wrong ones, into the value sets.
    for (const row of rows) this.#given.set(indexOf(row), this.sets.givenOf(indexOf(row)))
    const seen = new SeenColumns(this.target, request.record)
    this.#updated = 0
    const all: SeenRow[] = []
    for (const [added, group] of this.#groups(rows)) {
      const inserted = await this.#overwriting(added, () => this.execute(runner, group.map(indexOf), seen))
      all.push(...this.#seenRows(group, inserted, seen))
    }
    if (rows.length === 0) await this.execute(runner, [], seen)
    // More rows updated than the look foretold: somebody inserted them meanwhile.
    if (this.#updated > all.filter(({ operation }) => operation === 'update').length) throw this.#conflict()
    this.alterEntities(rows)
    return all
  }

  protected override async readBack(
    runner: QueryRunner,
    values: readonly ObjectLiteral[],
    seen: SeenColumns,
    sent: SentInsert,
  ): Promise<InsertedRow[]> {
    this.#updated += sent.updated ?? 0
    const found = await findByValues(this.target, runner, values, conflictsOf(this.target), seen.select())
    return [...found].map(([position, raw]) => ({ raw, position })).sort((a, b) => a.position - b.position)
  }

  async #lookForExisting(
    runner: QueryRunner,
    values: readonly ObjectLiteral[],
    start: number,
    request: LookRequest,
  ): Promise<void> {
    const columns =
      request.previous === 'all' || request.next === 'all' ? 'all' : [...request.previous, ...request.next]
    const existing = await lookForExisting(this.target, runner, values, columns, {
      lock: request.lock,
      missed: this.#missed,
    })
    for (const [position, row] of existing) this.#existing.set(start + position, row)
  }

  /** Rows by the columns that triggers set and that the statement would not overwrite: those are overwritten too. */
  #groups(rows: readonly VettedRow[]): Map<string, VettedRow[]> {
    const overwritten = this.#overwritten()
    const groups = new Map<string, VettedRow[]>()
    for (const row of rows) {
      const names = Object.keys(row.alteration ?? {}).map((name) => this.target.table.columns.get(name)!.databaseName)
      const added = names.filter((name) => !overwritten.includes(name)).sort()
      const text = JSON.stringify(added)
      groups.set(text, [...(groups.get(text) ?? []), row])
    }
    return groups
  }

  async #overwriting<T>(added: string, body: () => Promise<T>): Promise<T> {
    const { expressionMap } = this.target.builder
    const onUpdate = expressionMap.onUpdate!
    const names = JSON.parse(added) as string[]
    if (names.length > 0) expressionMap.onUpdate = { ...onUpdate, overwrite: [...(onUpdate.overwrite ?? []), ...names] }
    try {
      return await body()
    } finally {
      expressionMap.onUpdate = onUpdate
    }
  }

  #seenRows(rows: readonly VettedRow[], inserted: readonly InsertedRow[], seen: SeenColumns): SeenRow[] {
    const byKey = new Map<string, number[]>()
    const fresh: number[] = []
    rows.forEach((row, position) => {
      const existing = this.#existing.get(indexOf(row))
      if (existing === undefined) fresh.push(position)
      else byKey.set(rawKeyText(existing.rawKey), [...(byKey.get(rawKeyText(existing.rawKey)) ?? []), position])
    })
    const latest = new Map<string, Row>()
    const all = inserted.map(({ raw, inserted: isInserted }): SeenRow => {
      const text = rawKeyText(seen.keys.raw(raw))
      const known = byKey.get(text)
      const position = known ? (known.length > 1 ? known.shift()! : known[0]!) : fresh.shift()
      const row = position === undefined ? undefined : rows[position]
      const earlier = latest.get(text)
      const operation = known || earlier ? 'update' : 'insert'
      if (row === undefined || (isInserted !== undefined && isInserted !== (operation === 'insert')))
        throw this.#conflict()
      const record = seen.rows.read(raw)
      latest.set(text, record)
      const previousRecord = operation === 'update' ? (earlier ?? row.previous) : undefined
      const given = operation === 'insert' ? this.#given.get(indexOf(row)) : undefined
      return { operation, key: seen.keys.read(raw), record, previousRecord, input: row.input, given }
    })
    if (fresh.length > 0) throw this.#conflict()
    return all
  }

  #conflict(): WriteConflictError {
    this.#missed = true
    const { name } = this.table
    return new WriteConflictError({
      table: name,
      cameBetween: true,
      message:
        `An upsert of ${name} inserted rows that were there when the triggers looked, or updated rows that were not: another transaction ` +
        'wrote them meanwhile. Run the transaction again.',
    })
  }

  override reset(): void {
    super.reset()
    this.#existing = new Map()
  }

  #overwritten(): string[] {
    const { onUpdate } = this.target.builder.expressionMap
    return onUpdate?.overwrite ?? onUpdate?.columns ?? []
  }

  /** The existing row with what the statement overwrites; what a value set leaves out becomes the column's default. */
  #updatedRow(index: number, previous: Row): Row {
    const next = copyRow(previous)
    const { table } = this.target
    for (const name of this.#overwritten()) {
      const column = table.metadata.findColumnWithDatabaseName(name)
      if (!column) continue
      const value = columnValue(column, this.sets.all[index]!)
      if (typeof value === 'function') continue
      const preset: unknown = typeof column.default === 'function' ? undefined : column.default
      setInRow(next, table.names.get(column)!.split('.'), value === undefined ? (preset ?? null) : value)
    }
    return next
  }
}
