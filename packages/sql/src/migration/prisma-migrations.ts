import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SqlConnection } from '@triggerkit/core/adapter'
import type { MigrationOptions } from './migration.ts'
import { migrations } from './migrations.ts'
import { releasedAt } from './released-at.ts'

export interface PrismaMigration {
  /** In `prisma/migrations`. */
  readonly folder: string
  /** What its `migration.sql` says. */
  readonly sql: string
}

/** The tables of outbox, store and executions as migrations of Prisma's. */
export function prismaMigrations(
  database: SqlConnection['database'],
  options: MigrationOptions = {},
): PrismaMigration[] {
  return migrations(database, options).map(({ version, up }) => {
    const time = releasedAt(version).toISOString().slice(0, 10).replaceAll('-', '')
    return { folder: `${time}000000_triggerkit_${version}`, sql: `${up.join(';\n\n')};\n` }
  })
}

/** Writes these migrations into a project's `prisma/migrations`, where they are not there yet; the folders that were written. */
export async function writePrismaMigrations(
  path: string,
  database: SqlConnection['database'],
  options: MigrationOptions = {},
): Promise<string[]> {
  const written: string[] = []
  for (const { folder, sql } of prismaMigrations(database, options)) {
    await mkdir(join(path, folder), { recursive: true })
    try {
      await writeFile(join(path, folder, 'migration.sql'), sql, { flag: 'wx' })
      written.push(folder)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  return written
}

/**
 * The tables of outbox, store and executions as `tables.external` of `prisma.config.ts` takes them, so that `prisma migrate` and `prisma db push` leave them alone:
 * they are in no schema of Prisma's, and would be dropped.
 *
 * ```ts
 * export default defineConfig({ experimental: { externalTables: true }, tables: { external: prismaExternalTables('postgres') } })
 * ```
 */
export function prismaExternalTables(
  database: SqlConnection['database'],
  { schema = 'public' }: MigrationOptions = {},
): string[] {
  const names = [
    ...['triggerkit_jobs', 'triggerkit_marks', 'triggerkit_schema'],
    ...['triggerkit_triggers', 'triggerkit_trigger_versions', 'triggerkit_executions'],
  ]
  return database === 'postgres' ? names.map((name) => `${schema}.${name}`) : names
}
