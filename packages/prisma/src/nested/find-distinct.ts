import { keyText, type Row } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import { keyOf, selectOf } from '../row/columns.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import type { NestedWriter } from './nested-writer.ts'

/** Keys of the rows that these find, each row once. */
export async function findDistinct(
  writer: NestedWriter,
  target: PrismaTable,
  wheres: readonly Arguments[],
): Promise<Row[]> {
  const found = new Map<string, Row>()
  for (const where of wheres) {
    const row = await writer.find(target, where, selectOf(target.schema.key))
    if (row !== null) found.set(keyText(target.schema.key, row), keyOf(target, row))
  }
  return [...found.values()]
}
