import type { Row } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import { narrowWhere, whereAfterKey } from '../row/key-where.ts'
import { lookByWhere, type RowLook } from '../row/look-rows.ts'

/**
 * The rows that `where` finds, `limit` at most, in batches in the order of their key (R16). Each batch is asked for after the one before was
 * written, and begins behind its last key as it was.
 */
export async function* looksByKey(look: RowLook, { where, limit }: Arguments, batchSize: number): AsyncIterable<Row[]> {
  let left = typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY
  let last: Row | undefined
  while (left > 0) {
    const take = Math.min(batchSize, left)
    const criteria =
      last === undefined ? ((where ?? {}) as Arguments) : narrowWhere(where, whereAfterKey(look.table, last))
    const rows = await lookByWhere(look, criteria, take)
    if (rows.length > 0) yield rows
    if (rows.length < take) return
    left -= rows.length
    last = rows.at(-1)
  }
}
