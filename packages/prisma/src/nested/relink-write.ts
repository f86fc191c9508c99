import {
  groupByAlteration,
  type LookedRow,
  type LookRequest,
  type Row,
  type SeenRow,
  type SeeRequest,
  type VettedRow,
  type Write,
} from '@triggerkit/core/adapter'
import { type Arguments, delegateOf } from '../client/raw-client.ts'
import type { Installation } from '../install/installation.ts'
import { columnNames, keyOf, selectOf } from '../row/columns.ts'
import { whereOfKeys } from '../row/key-where.ts'
import { lookByWhere } from '../row/look-rows.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import type { OperationSource } from '../write/operation-source.ts'
import { lookedColumns, PrismaWrite } from '../write/write-base.ts'

/** Rows whose foreign key a nested write sets or empties. */
export interface Relink {
  /** The rows. */
  where: Arguments
  /** What becomes of their foreign key. */
  columns: Row
  /** Does it to the rows of these keys, through the relation, as Prisma itself would. */
  send(keys: readonly Row[]): Promise<unknown>
}

/** `connect`, `disconnect` and `set` through a relation whose foreign key is in the related rows: an update of these (R25). */
export class RelinkWrite extends PrismaWrite implements Write<PrismaTransaction> {
  readonly operation = 'update'
  readonly givenColumns: readonly string[]
  readonly #relink: Relink

  constructor(installation: Installation, source: OperationSource, transaction: PrismaTransaction, relink: Relink) {
    super(installation, source, transaction)
    this.#relink = relink
    this.givenColumns = Object.keys(relink.columns)
  }

  async *look(handle: PrismaTransaction | undefined, request: LookRequest): AsyncIterable<LookedRow[]> {
    const look = this.lookFor(handle, request, lookedColumns(request))
    const { where, columns } = this.#relink
    const rows = await lookByWhere(look, where)
    yield rows.map((previous) => ({
      operation: 'update' as const,
      key: keyOf(this.on, previous),
      previous,
      next: { ...previous, ...columns },
      input: columns,
    }))
  }

  async write(handle: PrismaTransaction | undefined, rows: VettedRow[], request: SeeRequest): Promise<SeenRow[]> {
    if (rows.length === 0) return []
    const keys = rows.map(({ key }) => key!)
    await this.#relink.send(keys)
    const { findMany, updateMany } = delegateOf(this.clientOf(handle), this.on.model.delegate)
    for (const { alteration, rows: some } of groupByAlteration(rows)) {
      const where = whereOfKeys(
        this.on,
        some.map(({ key }) => key!),
      )
      if (alteration !== undefined) await updateMany!({ where, data: alteration })
    }
    const select = selectOf(columnNames(this.on, request.record))
    const made = (await findMany!({ where: whereOfKeys(this.on, keys), select })) as Row[]
    const { key } = this.table
    return rows.flatMap((row): SeenRow[] => {
      const record = made.find((each) => key.every((name) => String(each[name]) === String(row.key![name])))
      if (record === undefined) return []
      return [{ operation: 'update', key: row.key!, record, previousRecord: row.previous, input: row.input }]
    })
  }

  result(): unknown {
    return undefined
  }
}
