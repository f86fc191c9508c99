import type { PrismaClient } from '../../generated/client/client.ts'

const models = ['Author', 'Post', 'Tag', 'Comment']

/**
 * SQLite's own triggers write down each change, so that the report can compare what Triggerkit saw with what really happened. An application
 * needs none of this.
 */
export async function installWitness(prisma: PrismaClient): Promise<void> {
  await prisma.$executeRawUnsafe('CREATE TABLE witness ("table" TEXT, operation TEXT, rowId INTEGER)')
  for (const model of models) {
    for (const [operation, row] of [
      ['insert', 'NEW'],
      ['update', 'NEW'],
      ['delete', 'OLD'],
    ]) {
      await prisma.$executeRawUnsafe(
        `CREATE TRIGGER witness_${operation}_${model} AFTER ${operation} ON "${model}"
         BEGIN INSERT INTO witness VALUES ('${model}', '${operation}', ${row}.id); END`,
      )
    }
  }
}
