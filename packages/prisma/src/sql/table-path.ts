import type { PrismaTable } from '../schema/prisma-schema.ts'
import type { Dialect } from './dialect.ts'

/** The table as SQL names it. */
export function tablePath({ model }: PrismaTable, dialect: Dialect): string {
  const { databaseSchema, table } = model
  return databaseSchema === undefined
    ? dialect.quote(table)
    : `${dialect.quote(databaseSchema)}.${dialect.quote(table)}`
}
