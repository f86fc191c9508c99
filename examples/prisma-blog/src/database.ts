import { readFile } from 'node:fs/promises'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type { Triggers } from '@triggerkit/core'
import { triggers } from '@triggerkit/prisma'
import { PrismaClient } from '../generated/client/client.ts'

const migration = new URL('../prisma/migrations/20260101000000_init/migration.sql', import.meta.url)

/** Prisma on SQLite in memory: nothing is left behind, however the program ends. */
export async function openDatabase(): Promise<PrismaClient> {
  const prisma = new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: ':memory:' }) })
  for (const statement of (await readFile(migration, 'utf8')).split(';').filter((part) => part.includes('CREATE'))) {
    await prisma.$executeRawUnsafe(statement)
  }
  return prisma
}

/** The one line that Triggerkit asks for. The types are the plain client's. */
export function withTriggers(prisma: PrismaClient, engine: Triggers): PrismaClient {
  return prisma.$extends(triggers(engine)) as PrismaClient
}
