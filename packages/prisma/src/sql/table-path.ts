import type { PrismaTable } from '../schema/prisma-schema.ts'
import type { Dialect } from './dialect.ts'

/** The table as SQL names it, where Prisma's own statements find it. */
export function tablePath({ model, databaseSchema }: PrismaTable, { quote }: Dialect): string {
  return databaseSchema === undefined ? quote(model.table) : `${quote(databaseSchema)}.${quote(model.table)}`
}
